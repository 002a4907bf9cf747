import type { Given, Options } from './command-line.js';
import { UsageError } from './usage-error.js';

/** Settings from one place, and how a person writes them there, e.g. `SIMS_HARNESS_STS_PORT`. */
export type Layer = { readonly given: Given; nameOf(option: string): string };

/** What is in force, and where each came from, so that a fault is told where it can be mended. */
export type Settings = Layer;

/** Later layers win. @throws UsageError for two settings in one place that cannot both be meant. */
export function merge(layers: readonly Layer[], options: Options): Settings {
  const given: Record<string, Given[string]> = {};
  const names: Record<string, string> = {};
  for (const layer of layers) {
    for (const name of Object.keys(layer.given)) {
      const { rivals = [], brings = [] } = options[name] ?? {};
      const rival = rivals.find(r => layer.given[r] !== undefined);
      if (rival) throw new UsageError(`Give ${layer.nameOf(name)} or ${layer.nameOf(rival)}, not both.`);
      for (const settled of [...rivals, ...brings]) delete given[settled];
    }
    for (const [name, value] of Object.entries(layer.given)) {
      const added = options[name]?.kind === 'list' && given[name] !== undefined;
      given[name] = added ? [...asList(given[name]), ...asList(value)] : value;
      names[name] = added ? `${names[name]}, ${layer.nameOf(name)}` : layer.nameOf(name);
    }
  }
  return { given, nameOf: name => names[name] ?? `--${name}` };
}

function asList(value: Given[string] | undefined): readonly string[] {
  if (value === undefined || value === true) return [];
  return typeof value === 'string' ? [value] : value;
}

export function listOf({ given }: Settings, name: string): readonly string[] {
  return asList(given[name]);
}

export function textOf({ given }: Settings, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(settings: Settings, name: string, least: number, most: number): number | undefined {
  const value = textOf(settings, name);
  if (value === undefined) return undefined;
  const n = Number(value);
  if (/^\d+$/.test(value) && n >= least && n <= most) return n;
  throw new UsageError(`${settings.nameOf(name)} is "${value}"; it must be a whole number from ${least} to ${most}.`);
}

export function choiceOf<const V extends string>(
  settings: Settings,
  name: string,
  values: readonly V[],
): V | undefined {
  const value = textOf(settings, name);
  if (value === undefined) return undefined;
  const found = values.find(v => v === value);
  if (found) return found;
  throw new UsageError(`${settings.nameOf(name)} is "${value}"; it must be one of ${values.join(', ')}.`);
}
