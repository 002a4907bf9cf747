import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../../mock-server/world/index.js';

const KNOWN = ['oakfield', 'st-marys', 'riverside', 'hillcrest'];

test.each([
  ['okafield', 'oakfield'],
  ['Oakfield', 'oakfield'],
  ['oakfeld', 'oakfield'],
  ['st-mary', 'st-marys'],
  ['riverbank', 'riverside'],
])('When "%s" is typed, then "%s" is near', (typed, found) => {
  expect(nearest(typed, KNOWN)).toBe(found);
});

test.each(['', 'zzz', 'completely-different'])('When "%s" is typed, then nothing is near', typed => {
  expect(nearest(typed, KNOWN)).toBeUndefined();
  expect(didYouMean(typed, KNOWN)).toBe('');
});

test('When a short word shares no letter with a known one, then that one is not suggested', () => {
  expect(nearest('zq', ['on', 'off'])).toBeUndefined();
  expect(nearest('onn', ['on', 'off'])).toBe('on');
});

test('When a known name is typed as it is, then it is the nearest', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: s => s.toLowerCase() }),
      names => {
        for (const name of names) expect(nearest(name, names)).toBe(name);
      },
    ),
  );
});

test('When what was typed is longer than any name, then nothing is compared with it', () => {
  const long = 'a'.repeat(10_000);
  expect(nearest(`${long}b`, Array(1000).fill(long))).toBeUndefined();
});

test('When something is suggested, then the sentence asks whether it was meant', () => {
  expect(didYouMean('okafield', KNOWN)).toBe(' Did you mean "oakfield"?');
});
