import type { Standing } from '../ledger.js';

/** How well something is known, for people who read no code. */
export const STANDING_WORDS: Readonly<Record<Standing, { readonly word: string; readonly means: string }>> = {
  documented: { word: 'documented', means: 'The vendor says so, on a page that is named.' },
  product: { word: 'by the product', means: 'The product that the service almost certainly runs on behaves so.' },
  inferred: { word: 'inferred', means: 'Concluded from what is documented; nobody says it in so many words.' },
  assumed: {
    word: 'partly assumed',
    means: 'Some of it no public source settles. One answer is assumed, and a switch plays the others.',
  },
  unknown: { word: 'unknown', means: 'No public source settles it, and only one answer can be played.' },
};

/** `2026-02-03 04:05 UTC` */
export function readableDate(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
