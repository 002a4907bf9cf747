import { didYouMean } from '../world/index.js';
import { DOM } from './dom.js';
import { INFRA } from './infra.js';
import type { Switch } from './kinds.js';
import { LIFE } from './life.js';
import { RAP } from './rap.js';
import { STS } from './sts.js';
import { TRANSPORT } from './transport.js';

export type { Broken, Limit, Service } from './infra.js';
export type { AuthorisedValues } from './rap.js';
export type { Skew } from './sts.js';

/** Every switch, its values with the default first, and the facts that leave the question open. */
const TABLE = { ...TRANSPORT, ...STS, ...RAP, ...LIFE, ...INFRA, ...DOM } as const;

type Table = typeof TABLE;
export type SwitchName = keyof Table;
type Value<N extends SwitchName> = Table[N] extends Switch<infer T> ? T : never;
/** The values in force, read and typed. Replaced whole when one changes, so that it can key a cache. */
export type Switches = { readonly [N in SwitchName]: Value<N> };
/** The same as text, as a user writes them. */
export type SwitchTexts = Readonly<Record<SwitchName, string>>;

/** Every switch by name, in the order of the table. */
export const SWITCH_NAMES = Object.keys(TABLE) as SwitchName[];

/** A line of the table for people and for `GET /api/switches`. */
export type SwitchInfo = { name: SwitchName; says: string; allowed: string; default: string; facts: readonly string[] };

/** The whole table, for people. */
export function switchTable(): SwitchInfo[] {
  return SWITCH_NAMES.map(name => {
    const { says, allowed, default: byDefault, facts } = TABLE[name];
    return { name, says, allowed, default: byDefault, facts };
  });
}

function isSwitchName(name: string): name is SwitchName {
  return Object.hasOwn(TABLE, name);
}

/** Settings as somebody wrote them, as texts: numbers and booleans as they stand, null for the default. */
export function asTexts(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, asText(name, value)]));
}

function asText(name: string, value: unknown): string {
  if (value === null && isSwitchName(name)) return TABLE[name].default;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A setting that cannot be: which one, and a sentence with the nearest that can. */
export type SwitchRefused = { readonly refused: 'unknown-switch' | 'bad-value'; readonly message: string };

/** What is wrong with setting `name` to `text`, or undefined when it is fine. */
export function checkSwitch(name: string, text: string): SwitchRefused | undefined {
  if (!isSwitchName(name)) {
    const hint = didYouMean(name, SWITCH_NAMES) || ` Switches: ${SWITCH_NAMES.join(', ')}.`;
    return { refused: 'unknown-switch', message: `There is no switch "${name}".${hint}` };
  }
  const { allowed, near = allowed.split(' | '), read }: Switch<unknown> = TABLE[name];
  if (read(text) !== undefined) return undefined;
  const hint = didYouMean(text, near);
  return { refused: 'bad-value', message: `"${text}" is no value of ${name}: ${allowed}.${hint}` };
}

/** All switches at their defaults, then the given ones; the caller has checked them. */
export function switchTexts(...layers: readonly Readonly<Record<string, string>>[]): SwitchTexts {
  const texts: Record<string, string> = {};
  for (const name of SWITCH_NAMES) texts[name] = TABLE[name].default;
  for (const layer of layers) Object.assign(texts, layer);
  return texts as SwitchTexts;
}

/** The typed values behind texts that have been checked. */
export function readSwitches(texts: SwitchTexts): Switches {
  return Object.fromEntries(SWITCH_NAMES.map(name => [name, TABLE[name].read(texts[name])])) as Switches;
}
