import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../../mock-server/world/index.js';

const take = (n: number, ...words: (string | number)[]) => {
  const from = random(...words);
  return Array.from({ length: n }, () => from.below(1_000_000));
};

test('When the words are the same, then so are the numbers, on every machine', () => {
  expect(take(4, 'secret', 17)).toEqual(take(4, 'secret', 17));
  // Written down: a change of generator would change the bytes of every world.
  expect(take(4, 'secret', 17)).toMatchInlineSnapshot(`
    [
      959112,
      147391,
      474060,
      625648,
    ]
  `);
});

test('When one word differs, then the numbers do, also when only the last character does', () => {
  const streams = Array.from({ length: 20_000 }, (_, n) => take(2, 1, 'client', n).join());
  expect(new Set(streams).size).toBe(streams.length);
});

test('When a number below a limit is drawn, then it is a whole one from 0 on', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 0xffff_ffff }), (word, limit) => {
      const n = random(word).below(limit);
      expect(Number.isInteger(n) && n >= 0 && n < limit).toBe(true);
    }),
  );
});

test('When many numbers are drawn, then none is much rarer than another', () => {
  const counts = Array<number>(10).fill(0);
  const from = random('dice');
  for (let i = 0; i < 10_000; i++) {
    const n = from.below(10);
    counts[n] = (counts[n] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(850);
  expect(Math.max(...counts)).toBeLessThan(1150);
});

test('When items are shuffled, then all of them come back and the list given is untouched', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.integer()), (word, items) => {
      const before = [...items];
      expect(random(word).shuffle(items).sort()).toEqual([...items].sort());
      expect(items).toEqual(before);
    }),
  );
});

test('When there is nothing to pick from, then that is a mistake of the caller', () => {
  expect(() => random('x').pick([])).toThrow(RangeError);
});
