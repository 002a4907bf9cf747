import { formatDuration } from '../../world/index.js';

/** Turns the key of a school into what people call it. */
export type Naming = (site: string) => string;

const SMALL: ReadonlySet<string> = new Set(['and', 'of', 'the', 'in', 'at', 'on', 'y', 'yr']);

/** `st-marys` as `St Marys`; an organisation id stays as it is. For a world's own names, pass another naming. */
export const byKey: Naming = site => {
  if (/^[0-9a-f]{8}-/i.test(site)) return site;
  const words = site.split('-');
  return words.map((word, i) => (i > 0 && SMALL.has(word) ? word : capital(word))).join(' ');
};

/** The text with its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `Oakfield's`, `St Marys'`. */
export function whose(name: string): string {
  return name.endsWith('s') ? `${name}'` : `${name}'s`;
}

/** `a, b and c`. */
export function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `20,000`, as people write it. */
export function figure(n: number): string {
  return n.toLocaleString('en-GB');
}

/** `1 school`, `2 schools`. */
export function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const UNITS: Readonly<Record<string, string>> = { d: 'day', h: 'hour', m: 'minute', s: 'second', ms: 'millisecond' };

/** `1 hour`, `90 minutes`. */
export function lasting(ms: number): string {
  const [, count = '0', unit = 'ms'] = /^(\d+)(\w+)$/.exec(formatDuration(ms)) ?? [];
  return counted(Number(count), UNITS[unit] ?? unit);
}

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** `first`, `second`, … `11th`, `22nd`. */
export function ordinal(n: number): string {
  const word = ORDINALS[n];
  if (word) return word;
  const teens = n % 100 > 10 && n % 100 < 14;
  return `${figure(n)}${teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}

/** `10 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
