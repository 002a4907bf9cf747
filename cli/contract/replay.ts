import { type Settings, textOf } from '../settings.js';
import { shellQuoted } from '../shell-quote.js';

const SAME = ['exec', 'dump', 'serve', 'url', 'timeout', 'rate'];

/** A line to paste: one case again, with the same draw and the same agent. */
export function replayOf(settings: Settings, seed: number): (id: string) => string {
  const flags = ['pull', 'by-hand'].filter(name => settings.given[name] === true).map(name => `--${name}`);
  const same = SAME.flatMap(name => {
    const value = textOf(settings, name);
    return value === undefined ? [] : [`--${name} ${quoted(value)}`];
  });
  return id => ['npx sims-harness contract', `--only ${id}`, `--seed ${seed}`, ...flags, ...same].join(' ');
}

/** Double quotes, which every shell knows, unless something in it would be special between them. */
function quoted(value: string): string {
  if (/^[\w./:@%+=-]+$/.test(value)) return value;
  return /["$`\\!%]/.test(value) ? shellQuoted(value) : `"${value}"`;
}
