/** A seed as somebody typed it: nothing for an empty field, or what is wrong with it. Pure. */
export function readSeed(typed: string): { readonly seed?: number } | { readonly trouble: string } {
  const text = typed.trim();
  if (text === '') return {};
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { seed: Number(text) };
  return { trouble: `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}: write one, or leave it empty.` };
}
