import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DURATION_PATTERN, formatDuration, parseDuration } from '../../mock-server/world/index.js';

test.each([
  ['250ms', 250],
  ['0s', 0],
  ['30s', 30_000],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
])('When %s is read, then it is %i milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', '5 m', ' 5m', '-5m', '5M', '1h30m', '.5h', '5.m', '1e3s', `${'9'.repeat(400)}d`])(
  'When "%s" is read, then it is no length of time',
  text => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test('When a length of time is written, then it is read back as the same length', () => {
  fc.assert(fc.property(fc.nat({ max: 10_000_000_000 }), ms => parseDuration(formatDuration(ms)) === ms));
  expect([0, 90_000, 3_600_000, 172_800_000].map(formatDuration)).toEqual(['0ms', '90s', '1h', '2d']);
});

test('When the published pattern refuses a text, then so does the reader', () => {
  const pattern = new RegExp(DURATION_PATTERN);
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{1,4}(ms|s|m|h|d|w)$/));
  fc.assert(fc.property(texts, text => pattern.test(text) === (parseDuration(text) !== undefined)));
});
