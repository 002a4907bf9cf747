import { shellQuoted } from './shell-quote.js';
import type { Way } from './trust-ways.js';

/** What stands in the lines of a way: a file and a name as they are, or a page's words for them. */
export type Named = { readonly ca: (shell: Way['shell']) => string; readonly name: string };

/** The file and the name as one word of the shell that will read them. */
export function namedAs(caFile: string, name: string): Named {
  return {
    ca: shell => (shell === 'powershell' ? `'${caFile.replaceAll("'", "''")}'` : shellQuoted(caFile)),
    name: shellQuoted(name),
  };
}

const PARTS = [
  ['set', 'Trust it'],
  ['check', 'See that it works'],
  ['undo', 'Undo it'],
] as const;

/** One way as lines of text. What can be run stands four blanks in, everything else does not. */
export function wayAsText(way: Way, named: Named): string[] {
  const parts = PARTS.flatMap(([part, heading]) =>
    way[part].length === 0 ? [] : [`  ${heading}:`, ...linesOf(way, part, named).map(line => `    ${line}`)],
  );
  return [way.title, ...way.says.map(text => `  ${filled(text, way, named)}`), ...parts];
}

/** The same for a page. */
export function wayAsMarkdown(way: Way, named: Named): string[] {
  const parts = PARTS.flatMap(([part, heading]) =>
    way[part].length === 0 ? [] : ['', `${heading}:`, '', `\`\`\`${way.shell}`, ...linesOf(way, part, named), '```'],
  );
  const says = way.says.map(text => filled(text, way, named).replaceAll('<', '&lt;'));
  return [`## ${way.title}`, '', ...says, ...parts];
}

function linesOf(way: Way, part: (typeof PARTS)[number][0], named: Named): string[] {
  return way[part].map(line => filled(line, way, named));
}

function filled(line: string, { shell }: Way, { ca, name }: Named): string {
  return line.replaceAll('{ca}', () => ca(shell)).replaceAll('{name}', () => name);
}
