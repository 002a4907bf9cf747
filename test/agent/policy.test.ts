// A policy file says what it means, or is refused: no number may switch a guard off, and none be taken for another.
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../agent/config/policy-file.js';

const parse = (policy: unknown) => () => parsePolicy(JSON.stringify(policy), 'policy.json');

describe('a policy that would switch safety off without saying so', () => {
  test.each([
    [{ guards: { removals: { percent: 101 } } }, '"guards.removals.percent" must be a number, 0 to 100'],
    [{ guards: { emptied: { smallPercent: 100.5 } } }, '"guards.emptied.smallPercent" must be a number, 0 to 100'],
    [{ guards: { unreadStop: { percent: 1_000 } } }, '"guards.unreadStop.percent" must be a number, 0 to 100'],
    [{ guards: { rotationPercent: 200 } }, '"guards.rotationPercent" must be a number, 0 to 100, or "off"'],
    [{ breaker: { percent: 101 } }, '"breaker.percent" must be a number, 0 to 100'],
  ])('When %j is given, then it is refused: off is a word', (policy, says) => {
    expect(parse(policy)).toThrow(says);
  });

  test.each([
    { breaker: { openMs: 2 ** 31 } },
    { rests: { waitOutMs: 2 ** 31 } },
    ...['emptyListConfirmMs', 'leaseMs', 'headersTimeoutMs', 'bodyTimeoutMs', 'connectTimeoutMs', 'retryCapMs'].map(
      name => ({ [name]: 2 ** 31 }),
    ),
  ])('When %j is longer than a timer can count, then it is refused', policy => {
    expect(parse(policy)).toThrow(/a whole number, \d+ to 2147483647/);
  });

  test('When the numbers are at their limits, then they are taken', () => {
    const policy = { guards: { removals: { percent: 100 } }, breaker: { openMs: 2 ** 31 - 1 }, tombstoneKeepMs: 1e10 };
    expect(parse(policy)()).toMatchObject(policy);
  });
});

describe('a key given twice', () => {
  const take = (text: string) => () => parsePolicy(text, 'policy.json');

  test.each([
    ['{"attempts": 3, "attempts": 1}', 'attempts'],
    ['{"guards": {"removals": "off", "suspensions": "off", "rem\\u006fvals": {"percent": 5}}}', 'removals'],
    ['{"windows": [{"deny": "0 1 * * *", "minutes": 5, "deny": "0 2 * * *"}]}', 'deny'],
  ])('When %s, then it is told', (text, key) => {
    expect(take(text)).toThrow(`policy.json: "${key}" stands there twice in one object. Leave one of them.`);
  });

  test('When objects beside each other, or words inside values, are the same, then that is no repetition', () => {
    const text =
      '{"contact": "\\"attempts\\": {", "attempts": 3, "guards": {"removals": {"percent": 5}, "suspensions": {"percent": 5}}}';
    expect(take(text)()).toMatchObject({ attempts: 3 });
  });
});
