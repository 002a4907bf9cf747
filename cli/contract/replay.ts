import { type Settings, textOf } from '../settings.js';
import { shellQuoted } from '../shell-quote.js';
import { masked } from './masked.js';

const SAME = ['exec', 'dump', 'serve', 'url', 'timeout', 'rate', 'parallel'];

/**
 * A line to paste: one case again, with those in which it was found, the same draw and the same agent. What looks like a
 * password of the integrator's own is masked, for reports are passed on.
 */
export function replayOf(settings: Settings, seed: number): (ids: readonly string[]) => string {
  const flags = ['pull', 'by-hand'].filter(name => settings.given[name] === true).map(name => `--${name}`);
  const same = SAME.flatMap(name => {
    const value = textOf(settings, name);
    return value === undefined ? [] : [`--${name} ${quoted(masked(value))}`];
  });
  return ids => ['npx sims-harness contract', `--only ${ids.join(',')}`, `--seed ${seed}`, ...flags, ...same].join(' ');
}

/** Double quotes, which every shell knows, unless something in it would be special between them. */
function quoted(value: string): string {
  if (/^[\w./:@%+=-]+$/.test(value)) return value;
  return /["$`\\!%]/.test(value) ? shellQuoted(value) : `"${value}"`;
}
