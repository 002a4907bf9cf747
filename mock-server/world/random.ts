/**
 * Seeded numbers, the same on every machine. Math.random is never used in the heart: a surprise nobody can replay
 * teaches nothing.
 */

/** 32-bit FNV-1a of the words, so that a label such as `secret/17` selects its own stream. */
function hash(words: readonly (string | number)[]): number {
  let h = 0x811c9dc5;
  for (const char of words.join('/')) {
    h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return h >>> 0;
}

/** A stream of numbers. */
export type Random = {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** The items in another order. */
  shuffle<T>(items: readonly T[]): T[];
};

/** A stream for these words: the same words give the same numbers (mulberry32 over an FNV-1a start). */
export function random(...words: readonly (string | number)[]): Random {
  let state = hash(words);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (limit: number) => Math.floor((next() / 0x1_0000_0000) * limit);
  return {
    below,
    pick: items => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('pick needs at least one item');
      return item;
    },
    shuffle: items => {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j] as (typeof out)[number], out[i] as (typeof out)[number]];
      }
      return out;
    },
  };
}
