import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CASES } from '../../contract/cases/index.js';
import { VERDICTS } from '../../contract/finding.js';
import { CaseNotesError, readDecided } from '../../contract/index.js';
import { decisionLead, toldOf } from '../../contract/report/vocabulary.js';
import { runContract } from '../../contract/run.js';
import { GALLERY } from '../support/gallery/index.js';
import { GOOD, type Player, wrongPlayer } from './matrix/play.js';

/** What a person decided where a verdict was left to one: read, and never more than that. */

const IDS = CASES.map(({ id }) => id);
const WORDS = '2026-11-22, J. Smith: shown on the screen, carried out at the next sync';

describe('A file of decisions', () => {
  const read = (text: string) => readDecided(text, 'decided.txt', IDS);

  test('When every line has an id and the words of a person, then they are read, as lines or as YAML', () => {
    expect([...read(`# ours\n\nDEL-04  # ${WORDS}\n- res-03: "${WORDS}"\n`)]).toEqual([
      ['DEL-04', WORDS],
      ['RES-03', WORDS],
    ]);
  });

  test.each([
    ['DEL-04\n', 'decided.txt:1: DEL-04 has no comment. Say when, who and what was decided: DEL-04  # 2026'],
    ['DLE-04 # x', 'decided.txt:1: there is no case DLE-04. Did you mean "DEL-04"?'],
    ['DEL-04 # x\ndel-04 # y', 'decided.txt:2: DEL-04 is there twice.'],
    ['all of them', 'decided.txt:1: Write one decision a line'],
  ])('When it says %j, then its line is named with the mend', (text, said) => {
    expect(() => read(text)).toThrow(said);
  });

  test('When it holds anything else, then it is read or refused with its line, and no comment is lost or changed', () => {
    const line = fc.oneof(
      fc.tuple(fc.constantFrom(...IDS), fc.string()).map(([id, words]) => `${id} # ${words}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), lines => {
        try {
          for (const [id, words] of read(lines.join('\n'))) {
            expect(IDS).toContain(id);
            expect(words.trim()).not.toBe('');
            expect(lines.join('\n')).toContain(words);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(CaseNotesError);
          expect(String(error)).toMatch(/decided\.txt:\d+: /);
        }
      }),
    );
  });
});

test('When somebody has decided, then only a verdict that was left to a person is told otherwise', () => {
  const decided = { comment: WORDS };
  expect(VERDICTS.map(verdict => toldOf({ verdict, decided }))).toEqual(
    VERDICTS.map(verdict => (verdict === 'review' ? 'decided' : verdict)),
  );
  expect(VERDICTS.map(verdict => toldOf({ verdict }))).toEqual(VERDICTS);
  expect(VERDICTS.map(verdict => decisionLead({ verdict }))).toEqual(VERDICTS.map(() => undefined));
});

/** A run with a decision about each of these cases. */
async function judge({ subject, parallel }: Player, ...ids: readonly string[]) {
  return runContract({
    subject: await subject(),
    cases: CASES.filter(({ id }) => ids.includes(id)),
    seed: 7,
    parallel,
    timeoutMs: 30_000,
    version: 'test',
    stop: new AbortController().signal,
    decided: new Map(ids.map(id => [id, WORDS])),
  });
}

const wrong = (name: string): Player => {
  const found = GALLERY.find(each => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return wrongPlayer(found);
};

describe('A run', () => {
  test('When a verdict is left to a person who has decided, then it stays so, with their words, and what holds needs none', async () => {
    const { cases, counts, exit } = await judge(GOOD, 'DEL-04', 'SNAP-06');
    expect(cases.map(({ id, verdict, decided }) => [id, verdict, decided])).toEqual([
      ['SNAP-06', 'passed', { comment: WORDS, applied: false }],
      ['DEL-04', 'review', { comment: WORDS, applied: true }],
    ]);
    expect([exit, counts.review, counts.passed]).toEqual([0, 1, 1]);
  });

  test.each([
    ['keeps-old-secret', 'CACHE-03', 'failed', 1],
    ['believes-short-list', 'DEL-04', 'warned', 0],
  ])('When an agent has a fault (%s), then no decision about it changes that', async (name, id, verdict, exit) => {
    const report = await judge(wrong(name), id);
    expect([report.cases.map(each => [each.verdict, each.decided?.applied]), report.exit]).toEqual([
      [[verdict, false]],
      exit,
    ]);
  });
});
