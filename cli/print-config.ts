import { type HarnessOptions, prepare } from '../mock-server/index.js';
import type { Options } from './command-line.js';
import { type Settings, textOf } from './settings.js';
import { settable } from './surroundings.js';

/** A setting in force, and where it comes from: as it is written there, or `default`. */
type InForce = { readonly value: unknown; readonly from: string };

/**
 * What `serve` would use, by the name of the option; what is off is null. No setting of `serve` is a secret, and the
 * secrets of the world are not told. @throws HarnessError for what `serve` would refuse of world, scenario and switches.
 */
export async function configInForce(
  options: Options,
  settings: Settings,
  wanted: HarnessOptions,
): Promise<Readonly<Record<string, InForce>>> {
  const { world, scenario, clock, switches } = await prepare(wanted, wanted.sts);
  const used: Readonly<Record<string, unknown>> = {
    ...settings.given,
    host: wanted.host,
    'sts-port': wanted.stsPort,
    'rap-port': wanted.rapPort,
    'control-port': wanted.controlPort,
    intercept: wanted.intercept,
    sts: wanted.sts ?? 'sims',
    https: wanted.https,
    world: world.name,
    seed: world.seed,
    clock: clock ?? scenario?.clock ?? 'real',
    set: switches,
    'no-console': wanted.console === false,
    json: settings.given['json'] === true,
    'log-level': textOf(settings, 'log-level') ?? 'warn',
  };
  const names = Object.keys(settable(options));
  return Object.fromEntries(names.map(name => [name, { value: used[name] ?? null, from: originOf(name, settings) }]));
}

/** What a setting is read from where it is not given itself. */
const BRINGERS: Readonly<Record<string, readonly string[]>> = {
  world: ['world-file', 'scenario', 'scenario-file'],
  seed: ['world-file', 'scenario', 'scenario-file'],
  clock: ['scenario', 'scenario-file'],
};

function originOf(name: string, settings: Settings): string {
  if (settings.given[name] !== undefined) return settings.nameOf(name);
  const bringer = BRINGERS[name]?.find(each => settings.given[each] !== undefined);
  return bringer === undefined ? 'default' : `${settings.nameOf(bringer)} ${textOf(settings, bringer)}`;
}
