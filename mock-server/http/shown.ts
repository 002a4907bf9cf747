import { isKnown, isPlain, shownAddress, shownHost, withoutValues } from '../journal/index.js';
import { holdsSecret } from '../view/index.js';
import type { World } from '../world/index.js';

/**
 * An address as it may be told: no segment that is not plainly harmless, no value of the query, and nothing in which
 * a secret of these worlds could be read. Where a secret lies across several segments, none of them stays.
 */
export function shownUrl(worlds: readonly World[], url: string): string {
  const holds = (text: string) => worlds.some(world => holdsSecret(world, text));
  const told = withoutValues(url);
  if (!holds(told)) return shownAddress(url, isPlain);
  const others = told.split('/').map(segment => (holds(segment) ? '' : segment));
  if (holds(others.join('/'))) return shownAddress(url, isKnown);
  return shownAddress(url, segment => isPlain(segment) && !holds(segment));
}

/** The same below the prefix of a world that there is: its id is no secret, whatever it looks like. */
export function shownUrlIn(world: World, url: string): string {
  const [prefix = ''] = /^\/(?:~|%7e)[^/?]+/i.exec(url) ?? [];
  return prefix + shownUrl([world], url.slice(prefix.length));
}

/** One word of an address, such as an id. */
export function shownWord(worlds: readonly World[], word: string): string {
  return isPlain(word) && !worlds.some(world => holdsSecret(world, word)) ? word : '…';
}

/** A sentence with what it repeats in quotes left out, unless all of that is harmless. */
export function shownQuotes(world: World, sentence: string): string {
  const isHarmless = (text: string) => text.split(/[/;=,+\s]+/).every(isPlain) && !holdsSecret(world, text);
  return sentence.replace(/"([^"]*)"/g, (all, quoted: string) => (isHarmless(quoted) ? all : '"…"'));
}

/** A host that was asked for, in lower case, with its port. */
export function shownPlace(worlds: readonly World[], place: string): string {
  const [, host = '', port = ''] = /^(.*?)(:\d+)?$/s.exec(place) ?? [];
  return (worlds.some(world => holdsSecret(world, host)) ? '…' : shownHost(host)) + port;
}
