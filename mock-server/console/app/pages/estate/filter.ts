import type { EstateSchool } from '../../../../control/estate/shape.js';

type Filter = { readonly id: string; readonly text: string; readonly takes: (school: EstateSchool) => boolean };

const isOdd = ({ verdict }: EstateSchool) => verdict !== 'same' && verdict !== 'unreported';

/** What may be looked at alone. The first is everybody who has anything to do with the application. */
export const FILTERS: readonly Filter[] = [
  { id: '', text: 'All', takes: ({ state }) => state !== 'absent' },
  { id: 'differs', text: 'Differs', takes: isOdd },
  { id: 'active', text: 'Active', takes: ({ state }) => state === 'active' },
  { id: 'pending', text: 'Waiting', takes: ({ state }) => state === 'pending' },
  { id: 'disabled', text: 'Switched off', takes: ({ state }) => state === 'disabled' },
  { id: 'removed', text: 'Left', takes: ({ state }) => state === 'removed' },
  { id: 'absent', text: 'Not joined', takes: ({ state }) => state === 'absent' },
];

/** How many each filter would show. Pure. */
export function countsOf(schools: readonly EstateSchool[]): readonly number[] {
  return FILTERS.map(({ takes }) => schools.reduce((count, school) => (takes(school) ? count + 1 : count), 0));
}

/** The schools of a filter in which every word of the search is found. Pure. */
export function chosen(schools: readonly EstateSchool[], filter: string, search: string): readonly EstateSchool[] {
  const takes = FILTERS.find(({ id }) => id === filter)?.takes ?? (() => true);
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  return schools.filter(school => takes(school) && words.every(word => textOf(school).includes(word)));
}

const texts = new WeakMap<EstateSchool, string>();

function textOf(school: EstateSchool): string {
  const known = texts.get(school);
  if (known !== undefined) return known;
  const { name, key, organisationId, dfeCode, deniNumber, clients } = school;
  const credentials = clients.flatMap(({ clientId, secret }) => [clientId, secret]);
  const text = [name, key, organisationId, dfeCode, deniNumber, ...credentials].join(' ').toLowerCase();
  texts.set(school, text);
  return text;
}
