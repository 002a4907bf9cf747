import type { Case, Decided } from '../../contract/index.js';
import { paint, type Terminal } from '../terminal.js';

/** The cases as a table: id, level, requirement; and which of them somebody has decided, should they be left to a person. */
export function list(out: Terminal, cases: readonly Case[], decided: Decided = new Map()): void {
  for (const line of table(out, cases)) out.line(line);
  out.line();
  out.line(`${cases.length} cases, ${cases.filter(({ level }) => level === 'must').length} of them must hold.`);
  const found = cases.filter(({ id }) => decided.has(id)).map(({ id }) => id);
  if (found.length > 0) out.line(`Decided by a person, should they be left to one: ${found.join(', ')}.`);
}

function table(out: Terminal, cases: readonly Case[]): readonly string[] {
  const width = Math.max(...cases.map(({ id }) => id.length));
  return cases.map(({ id, level, says }) => `${paint(out, 'bold', id.padEnd(width))}  ${level.padEnd(6)}  ${says}`);
}

/** What would be played: every round of every case, and how. Nothing is started. */
export function dryRun(out: Terminal, cases: readonly Case[], how: Readonly<Record<string, string>>): void {
  for (const [index, line] of table(out, cases).entries()) {
    out.line(line);
    for (const { name, tells } of cases[index]?.rounds ?? []) out.line(`    ${name}: ${tells}`);
  }
  const rounds = cases.flatMap(each => each.rounds);
  const syncs = rounds.flatMap(({ acts }) => acts).filter(act => act.do === 'sync' || act.do === 'kill');
  out.line();
  for (const [name, value] of Object.entries(how)) out.line(`${name.padEnd(9)} ${value}`);
  out.line(`${cases.length} cases, ${rounds.length} rounds, ${syncs.length} syncs. Nothing was played (--dry-run).`);
}
