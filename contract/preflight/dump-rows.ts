/** Rows of a dump as far as it has any, whatever they hold; none where it is no array of objects. */
export function dumpRows(text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return Array.isArray(value) ? value.filter(row => typeof row === 'object' && row !== null) : [];
  } catch {
    return [];
  }
}
