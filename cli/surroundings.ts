import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { didYouMean } from '../mock-server/index.js';
import type { Given, Option, Options, Typed } from './command-line.js';
import { type Layer, merge, type Settings } from './settings.js';
import { UsageError } from './usage-error.js';
import { whyNot } from './why-not.js';

/** Where settings that were not typed come from. */
export type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly folder: string };

const FILES = ['harness.config.yaml', 'harness.config.yml', 'harness.config.json'];

/**
 * What was typed, else the environment (`SIMS_HARNESS_STS_PORT` for `--sts-port`), else `harness.config.{yaml,json}`
 * in the folder. @throws UsageError for a file that cannot be read or names an unknown setting.
 */
export async function withSurroundings(typed: Typed, options: Options, around: Surroundings): Promise<Settings> {
  const { help: _, ...settable } = options;
  const layers = [
    await configFile(settable, around.folder),
    environment(settable, around.env),
    { given: typed.given, nameOf: (name: string) => `--${name}` },
  ];
  return merge(layers, options);
}

function environment(options: Options, env: NodeJS.ProcessEnv): Layer {
  const given: Record<string, Given[string]> = {};
  const nameOf = (name: string) => `SIMS_HARNESS_${name.toUpperCase().replaceAll('-', '_')}`;
  for (const [name, { kind }] of Object.entries(options)) {
    const value = env[nameOf(name)]?.trim();
    if (!value) continue;
    if (kind === 'list') given[name] = value.split(',').filter(part => part.trim() !== '');
    else if (kind === 'text') given[name] = value;
    else if (['1', 'true'].includes(value)) given[name] = true;
    else if (!['0', 'false'].includes(value)) throw new UsageError(`${nameOf(name)} is "${value}"; write 1 or 0.`);
  }
  return { given, nameOf };
}

async function configFile(options: Options, folder: string): Promise<Layer> {
  const name = FILES.find(candidate => existsSync(resolve(folder, candidate)));
  const nameOf = (key: string) => `${name}: ${key}`;
  if (name === undefined) return { given: {}, nameOf };
  const value = (await parsed(name, resolve(folder, name))) ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new UsageError(`${name} must hold names and values, such as "sts-port: 4401".`);
  const given: Record<string, Given[string]> = {};
  for (const [key, setting] of Object.entries(value)) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (!option) throw new UsageError(`${name}: there is no setting "${key}".${known(key, options)}`);
    if (setting === false && option.kind === 'flag') continue;
    given[key] = asGiven(setting, option, nameOf(key));
  }
  return { given, nameOf };
}

function known(key: string, options: Options): string {
  const names = Object.keys(options);
  return didYouMean(key, names) || ` Settings: ${names.join(', ')}.`;
}

async function parsed(name: string, file: string): Promise<unknown> {
  try {
    const text = readFileSync(file, 'utf8');
    return name.endsWith('.json') ? JSON.parse(text) : (await import('yaml')).parse(text);
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${whyNot(error).trim()}`);
  }
}

/** `set:` may be written as a table of switches or as a list of name=value. */
function asGiven(setting: unknown, { kind, value }: Option, where: string): Given[string] {
  const isText = typeof setting === 'string' || typeof setting === 'number';
  if (kind === 'flag') {
    if (setting === true) return true;
    throw new UsageError(`${where} must be true or false.`);
  }
  if (kind === 'text') {
    if (isText && String(setting).trim() !== '') return String(setting);
    throw new UsageError(`${where} needs one value: ${value ?? 'a text'}.`);
  }
  if (isText) return [String(setting)];
  if (Array.isArray(setting)) return setting.map(String);
  if (typeof setting === 'object' && setting !== null)
    return Object.entries(setting).map(([k, v]) => `${k}=${String(v)}`);
  throw new UsageError(`${where} needs a list or a table of ${value ?? 'values'}.`);
}
