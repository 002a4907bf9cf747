/** What Web API can write, the preferred form first. */
const OFFERED = ['application/json', 'text/json', 'application/xml', 'text/xml'] as const;

export type MediaType = (typeof OFFERED)[number];

type Accepted = { readonly range: string; readonly quality: number };

/**
 * The form in which Web API answers a caller with these headers: the range of the best quality, of equals the most
 * exact, of those the first form offered; JSON where nothing fits, never a 406 (RAP-51).
 */
export function mediaTypeFor(rawHeaders: readonly string[]): MediaType {
  const accepted = acceptedIn(rawHeaders);
  let best: { readonly type: MediaType; readonly rank: number } | undefined;
  for (const type of OFFERED) {
    for (const { range, quality } of accepted) {
      const exact = exactness(range, type);
      const rank = Math.round(quality * 1000) * 10 + exact;
      if (quality > 0 && exact > 0 && rank > (best?.rank ?? 0)) best = { type, rank };
    }
  }
  return best?.type ?? OFFERED[0];
}

/** 3 for the type itself, 2 for its family, 1 for anything at all, 0 where it does not fit. */
function exactness(range: string, type: MediaType): number {
  if (range === type) return 3;
  if (range === `${type.split('/', 1)[0]}/*`) return 2;
  return range === '*/*' ? 1 : 0;
}

function acceptedIn(rawHeaders: readonly string[]): Accepted[] {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'accept');
  return values.join(',').split(',').map(readRange);
}

function readRange(text: string): Accepted {
  const [range = '', ...parameters] = text.split(';').map(part => part.trim().toLowerCase());
  const quality = parameters.find(p => p.startsWith('q='))?.slice(2);
  const number = quality === undefined ? 1 : Number(quality);
  return { range, quality: number >= 0 && number <= 1 ? number : 0 };
}
