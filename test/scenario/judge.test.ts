import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { judgeFaults } from '../../mock-server/scenario/judge.js';
import { listScenarios, parseScenario } from '../../mock-server/scenario/load.js';

const world = buildWorld('three-schools');

describe('When standing faults come from the control API', () => {
  test('then good ones become steps that always strike', () => {
    const fault = { on: { request: 'rap.clients', site: 'oakfield' }, fault: { kind: 'delay', for: '2s' } };
    const judged = judgeFaults([fault], world);
    expect(judged).toEqual({
      steps: [
        {
          name: 'fault-1',
          on: { kind: 'request', request: 'rap.clients', nth: 1, every: 1, site: 'oakfield' },
          times: 'always',
          before: false,
          changes: [],
          fault: { kind: 'delay', forMs: 2000 },
        },
      ],
    });
  });

  test.each([
    ['no list', {}, 'It must be a list, not a set of keys.'],
    ['no request', [{ on: {}, fault: { kind: 'reset' } }], 'The key "request" is missing.'],
    ['a kind misspelt', [{ on: { request: 'rap' }, fault: { kind: 'rest' } }], 'not "rest". Did you mean "reset"?'],
    [
      'every by itself',
      [{ on: { request: 'rap', nth: 2 }, every: 2, fault: { kind: 'reset' } }],
      'Unknown key "every".',
    ],
    [
      'a name taken',
      [
        { name: 'a', on: { request: 'rap' }, fault: { kind: 'reset' } },
        { name: 'a', on: { request: 'sts' }, fault: { kind: 'reset' } },
      ],
      'The name "a" is taken by another fault; choose a new one.',
    ],
    [
      'another machine to go to',
      [{ on: { request: 'rap' }, fault: { kind: 'redirect', to: 'http://localhost@example.test/' } }],
      '"to" must be an address of this machine',
    ],
    ['rows of a token', [{ on: { request: 'sts' }, fault: { kind: 'shuffle' } }], 'Only RAP answers with lists'],
  ])('then %s is refused in words', (_, value, said) => {
    const judged = judgeFaults(value, world);
    expect('problems' in judged && judged.problems[0]?.message).toContain(said);
  });

  test('then every second request needs no number of times, because a standing fault always strikes', () => {
    expect(judgeFaults([{ on: { request: 'rap', every: 2 }, fault: { kind: 'reset' } }], world)).toHaveProperty(
      'steps',
    );
  });
});

test('When a shipped file is spoilt at random, then it is a scenario or there are errors with a place in it, and nothing crashes', () => {
  const texts = listScenarios().map(({ file }) => readFileSync(file, 'utf8'));
  const spoilt = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.constantFrom('', '\t', ': ', '- ', '{', ']', '*a', '&a ', '"', '!!x ', '\n', 'on'),
    )
    .map(([text, at, cut, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut));
  fc.assert(
    fc.property(spoilt, text => {
      const loaded = parseScenario(text, 'spoilt.yaml');
      if ('scenario' in loaded) return;
      const lines = text.split('\n').length;
      expect(loaded.errors.length).toBeGreaterThan(0);
      for (const { line = 0, column = 0, message } of loaded.errors) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(message).toMatch(/[.?]$/);
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);
