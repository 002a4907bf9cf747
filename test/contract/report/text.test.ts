import { describe, expect, test } from 'vitest';
import { caseLine, closingLines, type Paint } from '../../../contract/report/text.js';
import { DECISION, sampleReport } from './sample.js';

const plain: Paint = (_, text) => text;
const coloured: Paint = (colour, text) => `<${colour}>${text}`;

const report = sampleReport();
const isDecided = ({ decided }: { readonly decided?: { readonly applied: boolean } }) => decided?.applied === true;
const of = (verdict: string) =>
  report.cases.filter(each => each.verdict === verdict && !each.expected && !isDecided(each));
const closing = closingLines(report, plain);

describe('The report on a terminal', () => {
  test('When a case is judged, then one line says so: sign, id, sentence and time', () => {
    const [passed, failed] = [of('passed')[0], of('failed')[0]];
    expect(passed && caseLine(passed, plain)).toBe(`✔ ${passed?.id.padEnd(8)} ${passed?.says} (0.9 s)`);
    expect(failed && caseLine(failed, plain)).toBe(`✘ ${failed?.id.padEnd(8)} DOES NOT HOLD: ${failed?.says} (0.9 s)`);
    expect(failed && caseLine(failed, coloured)).toMatch(/^<red>✘ <bold>/);
  });

  test('When a case does not hold, then expected, seen, what the agent said, the mend and the command to replay follow', () => {
    for (const { id, mend, replay } of [...of('failed'), ...of('warned'), ...of('review')]) {
      const from = closing.findIndex(line => line.includes(` ${id} (`));
      const lines = closing.slice(from, closing.indexOf('', from)).join('\n');
      expect(lines).toContain('expected  the store holds Hillcrest\n');
      expect(lines).toContain('seen      <script>');
      expect(lines).toContain('in "first" it said: refused ');
      expect(lines).toContain('no. 1  POST /  400  the secret was form-encoded twice');
      expect(lines).toContain(`to mend:  ${mend}`);
      expect(lines).toContain(`again:    ${replay}`);
    }
  });

  test('When a failure is known, then it is told in one line with its reason, and not as open', () => {
    const known = report.cases.find(({ expected }) => expected?.met === 'known');
    expect(closing).toContain(`${known?.id} fails, as is known: ticket 12: <b>secrets</b> are trimmed`);
    expect(closing.filter(line => line.includes(` ${known?.id} (`))).toEqual([]);
    expect(known && caseLine(known, plain)).toContain('DOES NOT HOLD, WHICH IS KNOWN: ');
  });

  test('When a person has decided, then it is told in one line with their words, counted so, and not as open', () => {
    const decided = report.cases.find(isDecided);
    expect(closing).toContain(`Decided by a person: ${decided?.id}: ${DECISION}`);
    expect(closing.filter(line => line.includes(` ${decided?.id} (`))).toEqual([]);
    expect(decided && caseLine(decided, plain)).toMatch(/^✎ \S+ +DECIDED BY A PERSON: /);
    expect(closing.at(-1)).toContain(`, 1 decided, `);
    expect(closing.at(-1)).toContain(`, ${of('review').length} review, `);
  });

  test('When a decision meets a requirement that fails or holds, then it is told as of no account, and hides nothing', () => {
    const [passed, failed] = report.cases.filter(({ decided }) => decided && !decided.applied);
    const notNeeded = 'A decision that is not needed, for it holds by itself (take it out of the file)';
    expect(closing).toContain(`${notNeeded}: ${passed?.id}: ${DECISION}`);
    expect(closing).toContain(`A decision that is not applied, for it does not hold: ${failed?.id}: ${DECISION}`);
    expect(closing.filter(line => line.startsWith(`✘ ${failed?.id} (`))).toHaveLength(1);
  });

  test('When things could not be seen, then they stand together under their reason', () => {
    const ids = of('cannot-verify').map(({ id }) => id);
    expect(closing.filter(line => line.startsWith(`Could not be seen: ${ids.join(', ')}: `))).toHaveLength(1);
  });

  test('When all is told, then figures, advice, surprises and the whole in a sentence stand at the end', () => {
    const end = closing.slice(closing.indexOf('How gentle it is with the service')).join('\n');
    expect(end).toContain('Calls for one full copy: 64; 2 + 30 = 32 are enough\n');
    expect(end).toContain('→ Make 32 calls less in each cycle');
    expect(end).toContain(report.surprises[0]);
    expect(end).toContain(`Not looked at: ${report.limits[0]}`);
    expect(end).toMatch(/\n\d+ of \d+ requirements that must hold do not\. /);
    expect(end).toMatch(/; seed 7, 12\.3 s\.$/);
  });

  test('When a school has a name that would draw over a terminal, then nothing of it can', () => {
    const all = [...report.cases.map(each => caseLine(each, plain)), ...closing];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    expect(all.filter(line => /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(line))).toEqual([]);
    expect(closing.join('\n')).toContain('\ufffd[2J');
  });
});
