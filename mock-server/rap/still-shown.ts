import type { Harness } from '../harness.js';
import type { Caller } from './bearer.js';
import { saying } from './refusal.js';

/** How many names a sentence can take. */
const MOST_NAMED = 3;

/** The caller's note, saying which schools the answer shows although they have left (LIFE-14). */
export function stillShown(harness: Harness, sites: readonly string[], caller: Caller): Caller {
  if (sites.length === 0) return caller;
  const others = sites.length - MOST_NAMED;
  const named = sites.slice(0, MOST_NAMED).join(', ') + (others > 0 ? ` and ${others} more` : '');
  const why =
    sites.length === 1 ? `${named} has left, but RAP still shows it` : `${named} have left, but RAP still shows them`;
  const delay = `rap.removalDelay=${harness.switchTexts()['rap.removalDelay']}`;
  return { ...caller, note: saying({ ...caller.note, why: together(caller.note.why, why) }, delay) };
}

function together(first: string | undefined, second: string): string {
  return first === undefined ? second : `${first}; ${second}`;
}
