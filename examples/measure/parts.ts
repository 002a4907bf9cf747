/** A page some of whose parts are written by a program: each stands between two comments. */

const begin = (name: string): string => `<!-- measured: ${name} -->\n`;
const END = '\n<!-- end -->';

/** What stands in a part now. @throws Error when the page has no such part. */
export function partOf(page: string, name: string): string {
  const { from, to } = bounds(page, name);
  return page.slice(from, to);
}

/** The page with another text in this part. @throws Error when the page has no such part. */
export function withPart(page: string, name: string, text: string): string {
  const { from, to } = bounds(page, name);
  return page.slice(0, from) + text + page.slice(to);
}

function bounds(page: string, name: string): { from: number; to: number } {
  const mark = page.indexOf(begin(name));
  const from = mark + begin(name).length;
  const to = page.indexOf(END, from);
  if (mark === -1 || to === -1) throw new Error(`the page has no part "${name}": write ${begin(name)}${END} into it`);
  return { from, to };
}
