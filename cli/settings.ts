import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../mock-server/index.js';
import type { Options, Typed } from './command-line.js';
import { UsageError } from './usage-error.js';

/** Where settings that were not typed come from. */
export type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly folder: string };

const FILES = ['harness.config.yaml', 'harness.config.yml', 'harness.config.json'];

/**
 * What was typed, else the environment (`SIMS_HARNESS_STS_PORT` for `--sts-port`), else `harness.config.{yaml,json}`
 * in the folder. @throws UsageError for a file that cannot be read or names an unknown setting.
 */
export async function withSurroundings(typed: Typed, options: Options, around: Surroundings): Promise<Typed['given']> {
  const file = await configFile(options, around.folder);
  return { ...file, ...fromEnvironment(options, around.env), ...typed.given };
}

function fromEnvironment(options: Options, env: NodeJS.ProcessEnv): Typed['given'] {
  const found: Record<string, string | true | string[]> = {};
  for (const [name, { kind }] of Object.entries(options)) {
    const variable = `SIMS_HARNESS_${name.toUpperCase().replaceAll('-', '_')}`;
    const value = env[variable];
    if (value === undefined || value === '') continue;
    if (kind !== 'flag') found[name] = kind === 'list' ? value.split(',') : value;
    else if (['1', 'true'].includes(value)) found[name] = true;
    else if (!['0', 'false'].includes(value)) throw new UsageError(`${variable} is "${value}"; write 1 or 0.`);
  }
  return found;
}

async function configFile(options: Options, folder: string): Promise<Typed['given']> {
  const name = FILES.find(candidate => existsSync(resolve(folder, candidate)));
  if (name === undefined) return {};
  const value = await parsed(name, readFileSync(resolve(folder, name), 'utf8'));
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new UsageError(`${name} must hold names and values, such as "sts-port: 4401".`);
  const given: Record<string, string | true | string[]> = {};
  for (const [key, setting] of Object.entries(value)) {
    const option = options[key];
    if (!option) throw new UsageError(`${name}: there is no setting "${key}".${didYouMean(key, Object.keys(options))}`);
    if (setting === false && option.kind === 'flag') continue;
    given[key] = asGiven(setting, `${name}: ${key}`);
  }
  return given;
}

async function parsed(name: string, text: string): Promise<unknown> {
  try {
    return name.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text);
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `set:` may be written as a table of switches or as a list of name=value. */
function asGiven(setting: unknown, where: string): string | true | string[] {
  if (setting === true) return true;
  if (typeof setting === 'string' || typeof setting === 'number') return String(setting);
  if (Array.isArray(setting)) return setting.map(String);
  if (typeof setting === 'object' && setting !== null)
    return Object.entries(setting).map(([k, v]) => `${k}=${String(v)}`);
  throw new UsageError(`${where} has a value that is no text, number or list.`);
}
