import type { EstateSchool } from '../../../../control/estate/shape.js';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** What a school is called on this page: its name, or its short name where it has none. */
export const nameOf = ({ name, key }: EstateSchool): string => (name === null || name.trim() === '' ? key : name);

/** The schools with some of them replaced or added, the partner's own first, then by name. Pure. */
export function merged(before: readonly EstateSchool[], changed: readonly EstateSchool[]): readonly EstateSchool[] {
  if (changed.length === 0) return before;
  const fresh = new Map(changed.map(school => [school.key, school]));
  const kept = before.map(school => {
    const replaced = fresh.get(school.key);
    fresh.delete(school.key);
    return replaced ?? school;
  });
  // What was in order stays cheap to sort.
  return [...kept, ...fresh.values()].sort(compare);
}

function compare(one: EstateSchool, other: EstateSchool): number {
  if (one.own !== other.own) return one.own ? -1 : 1;
  return collator.compare(nameOf(one), nameOf(other)) || (one.key < other.key ? -1 : 1);
}
