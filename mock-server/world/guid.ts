const HYPHENATED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The hyphenated lower-case form of a GUID, or undefined when the text is none.
 * `any` takes what Guid.TryParse takes: 32 digits, hyphens, braces, parentheses, blanks around it (RAP-47).
 */
export function guidOf(text: string, spellings: 'any' | 'hyphenated'): string | undefined {
  const lower = text.toLowerCase();
  if (HYPHENATED.test(lower)) return lower;
  if (spellings === 'hyphenated') return undefined;
  const bare = lower.trim().replace(/^\{(.*)\}$|^\((.*)\)$/, '$1$2');
  if (HYPHENATED.test(bare)) return bare;
  const digits = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(lower.trim());
  return digits ? digits.slice(1).join('-') : undefined;
}
