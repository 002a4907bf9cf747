import { didYouMean } from '../mock-server/index.js';
import type { Case } from './case.js';
import { FAMILIES, familyOf, type Level } from './requirement.js';

/** Which cases are meant; `only` and `skip` hold ids, families and patterns with `*` and `?`, comma separated. */
export type Selection = {
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly level?: Level | 'all';
};

/** A selection that means nothing; the message names the nearest that does. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}

/** The cases that a selection means, in their own order. @throws SelectionError for a word that matches none, or none left. */
export function selectCases<C extends Pick<Case, 'id' | 'level'>>(
  cases: readonly C[],
  { only = [], skip = [], level = 'all' }: Selection,
): readonly C[] {
  const wanted = only.length === 0 ? undefined : matching(cases, only, '--only');
  const unwanted = matching(cases, skip, '--skip');
  const chosen = cases.filter(
    each => (wanted?.has(each) ?? true) && !unwanted.has(each) && (level === 'all' || each.level === level),
  );
  if (chosen.length === 0)
    throw new SelectionError('No case is left by --only, --skip and --level together. See --list for all of them.');
  return chosen;
}

function matching<C extends Pick<Case, 'id'>>(cases: readonly C[], words: readonly string[], option: string): Set<C> {
  const each = words.flatMap(word => word.split(',')).map(word => word.trim());
  return new Set(
    each.filter(Boolean).flatMap(word => {
      const means = meaningOf(word);
      const found = cases.filter(({ id }) => means.test(id));
      if (found.length === 0) throw new SelectionError(unknown(word, cases, option));
      return found;
    }),
  );
}

/** A family stands for all its cases; letter case does not matter. */
function meaningOf(word: string): RegExp {
  const pattern = word
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(/^[a-z]+$/i.test(word) ? `^${pattern}-` : `^${pattern}$`, 'i');
}

function unknown(word: string, cases: readonly Pick<Case, 'id'>[], option: string): string {
  const families = FAMILIES.filter(family => cases.some(({ id }) => familyOf(id) === family));
  const near = didYouMean(word.toUpperCase(), [...cases.map(({ id }) => id), ...families]);
  return `${option} ${word}: no case is called so.${near || ` Families: ${families.join(', ')}.`} See --list.`;
}
