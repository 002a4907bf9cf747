// What a store may hold where more than one thing is right, and what can be judged only where it was right before.
import type { Held } from '../mock-server/index.js';
import { keyOf, schools } from './compare.js';
import { holds, holdsTruth } from './evidence.js';
import type { Finding } from './finding.js';
import { type Moment, moment, type Seen } from './seen.js';

/** After each of these moments the store is what the service shows. */
export const truthAfter =
  (...names: readonly string[]) =>
  (seen: Seen): readonly Finding[] =>
    names.flatMap(name => holdsTruth(moment(seen, name), seen));

/** After a sync that could learn nothing, of a world in which nothing has happened. */
export const keeps = (at: Moment, seen: Seen): readonly Finding[] => holds(at, at.truth, 'what it held before', seen);

/**
 * Judges only where the store was right at a moment that comes before what a case is about. Where it was not, another case says so already,
 * and whatever is wrong afterwards may come of that.
 */
export function given(at: Moment, seen: Seen, judge: () => readonly Finding[]): readonly Finding[] {
  const wrong = holdsTruth(at, seen);
  if (wrong.length === 0) return judge();
  return wrong.map(finding => ({
    ...finding,
    seen: finding.verdict
      ? finding.seen
      : `${finding.seen}. Not judged any further: the store was wrong already, and the cases that fail say why`,
    verdict: 'cannot-verify',
  }));
}

const wholeOf = (held: Held) => `${keyOf(held)} ${held.secretFingerprint.toLowerCase()}`;

/**
 * Between these worlds every credential may be as any of them shows it, for that school and that client; what all of
 * them show must be there in one of its forms.
 */
export function oldOrNew(at: Moment, worlds: readonly (readonly Held[])[], seen: Seen): readonly Finding[] {
  const { store, name } = at;
  const expected = `after "${name}" the store holds for each school what the service showed before or shows now`;
  if (store === undefined || 'unreadable' in store) return holds(at, at.truth, 'the old or the new', seen);
  const shown = new Set(worlds.flat().map(wholeOf));
  const strange = store.filter(held => !shown.has(wholeOf(held)));
  const has = new Set(store.map(keyOf));
  const [first = new Map<string, Held>(), ...others] = worlds.map(
    world => new Map(world.map(held => [keyOf(held), held])),
  );
  const lost = [...first].flatMap(([key, held]) =>
    !has.has(key) && others.every(other => other.has(key)) ? [held] : [],
  );
  const named = (list: readonly Held[]) =>
    schools(
      list.map(({ organisationId }) => organisationId),
      seen.world,
    );
  return [
    ...(strange.length > 0
      ? [{ expected, seen: `credentials that the service never showed under ${named(strange)}` }]
      : []),
    ...(lost.length > 0 ? [{ expected, seen: `no credentials any more for ${named(lost)}` }] : []),
  ];
}
