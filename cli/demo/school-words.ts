import { findSite, type World } from '../../mock-server/index.js';

/** A school as people call it; its id where it has no name. `which`: its key or its organisation id. */
export function schoolName(world: World, which: string): string {
  return findSite(world, which)?.name ?? which;
}

const MOST_NAMES = 4;

/** `a, b and c`; of many only the first few. */
export function named(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  const parts = shown.length < names.length ? [...shown, `${names.length - shown.length} others`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `Oakfield's`, `St Marys'`. */
export function whose(name: string): string {
  return name.endsWith('s') ? `${name}'` : `${name}'s`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** A length of time (ms) that passes, as a sentence. */
export function passing(ms: number): string {
  const [size, unit] = UNITS.find(([each]) => ms >= each && ms % each === 0) ?? [1000, 'second'];
  const count = Math.round(ms / size);
  return `${counted(count, unit)} ${count === 1 ? 'passes' : 'pass'}.`;
}
