/** What the reader wants to see; empty means everything. They stand in the address of the page under these names. */
export const FILTERS = ['service', 'status', 'school', 'fault', 'text'] as const;
export type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;

/** The filters in the query of an address. Pure. */
export function filtersIn(query: Readonly<Record<string, string>>): Filters {
  const { service = '', status = '', school = '', fault = '', text = '' } = query;
  return { service, status, school, fault, text };
}

/** The same as the journal API asks for them. Pure. */
export function searchOf({ service, status, school, fault, text }: Filters): string {
  const search = new URLSearchParams();
  if (service !== '') search.set('service', service);
  if (status !== '') search.set(/^\d+$/.test(status) ? 'status' : 'statusClass', status);
  if (school.trim() !== '') search.set('school', school);
  if (fault !== '') search.set('fault', fault);
  if (text.trim() !== '') search.set('text', text);
  return search.toString();
}
