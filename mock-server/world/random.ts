/**
 * Seeded numbers, the same on every machine. Math.random is never used in the heart: a surprise nobody can replay
 * teaches nothing.
 */

/** A stream of numbers. */
export type Random = {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** The items in another order. */
  shuffle<T>(items: readonly T[]): T[];
};

/**
 * A stream for these words: the same words give the same numbers. The state is 128 bits wide because an estate opens
 * a stream per school: with 32 bits, one world of 20,000 schools in twenty would hand two of them the same client id.
 */
export function random(...words: readonly (string | number)[]): Random {
  const next = sfc32(hash(words.join('/')));
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

type Words128 = readonly [number, number, number, number];

/** 128 bits of a label such as `1/client/17`: four multiplying lanes, each fed by its neighbour. */
function hash(label: string): Words128 {
  let a = 0x6a09e667;
  let b = 0xbb67ae85;
  let c = 0x3c6ef372;
  let d = 0xa54ff53a;
  for (let i = 0; i < label.length; i++) {
    const unit = label.charCodeAt(i);
    a = b ^ Math.imul(a ^ unit, 0x9e3779b1);
    b = c ^ Math.imul(b ^ unit, 0x85ebca77);
    c = d ^ Math.imul(c ^ unit, 0xc2b2ae3d);
    d = a ^ Math.imul(d ^ unit, 0x27d4eb2f);
  }
  return [a, b, c, d];
}

/** How many numbers are thrown away first, so that every bit of the label has reached every bit of the state. */
const WARM_UP = 12;

/** The generator sfc32 (small fast counting): 32-bit numbers from a 128-bit state, passes PractRand. */
function sfc32([a, b, c, counter]: Words128): () => number {
  const next = () => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  for (let i = 0; i < WARM_UP; i++) next();
  return next;
}
