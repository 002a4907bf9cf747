import { resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parse, parseDocument } from 'yaml';
import { didYouMean } from '../mock-server/index.js';
import type { Given, Option, Options } from './command-line.js';
import { readText } from './read-text.js';
import type { Layer } from './settings.js';
import { UsageError } from './usage-error.js';
import { whyNot } from './why-not.js';

/** The settings in `harness.config.{yaml,json}`. @throws UsageError for what cannot be read or is unknown. */
export function readConfigFile(name: string, folder: string, options: Options): Layer {
  const nameOf = (key: string) => `${name}: ${key}`;
  const value = parsed(name, resolve(folder, name)) ?? {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new UsageError(`${name} must hold names and values, such as "sts-port: 4401".`);
  const given: Record<string, Given[string]> = {};
  for (const [key, setting] of Object.entries(value)) {
    const option = Object.hasOwn(options, key) ? options[key] : undefined;
    if (!option)
      throw new UsageError(
        `${name}:${lineOf(key, resolve(folder, name))}: there is no setting "${key}".${known(key, options)}`,
      );
    if (setting === false && (option.kind === 'flag' || option.kind === 'optional')) continue;
    given[key] = asGiven(setting, option, nameOf(key));
  }
  return { given, nameOf };
}

function known(key: string, options: Options): string {
  const names = Object.keys(options);
  return didYouMean(key, names) || ` Settings: ${names.join(', ')}.`;
}

function parsed(name: string, file: string): unknown {
  try {
    const text = readText(file);
    return name.endsWith('.json') ? JSON.parse(text) : parse(text);
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${whyNot(error).trim()}`);
  }
}

/** Where a name stands, from 1. JSON is read as the YAML it is. */
function lineOf(key: string, file: string): number {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(readText(file), { lineCounter });
  const pair = isMap(contents)
    ? contents.items.find(item => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  const start = isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
  return lineCounter.linePos(start).line;
}

/** `set:` may be written as a table of switches or as a list of name=value. */
function asGiven(setting: unknown, { kind, value }: Option, where: string): Given[string] {
  const isText = typeof setting === 'string' || typeof setting === 'number';
  if (kind === 'flag') {
    if (setting === true) return true;
    throw new UsageError(`${where} must be true or false.`);
  }
  if (kind === 'optional' && setting === true) return true;
  if (kind === 'text' || kind === 'optional') {
    if (isText && String(setting).trim() !== '') return String(setting);
    throw new UsageError(`${where} needs one value: ${value ?? 'a text'}.`);
  }
  if (isText) return [String(setting)];
  if (Array.isArray(setting)) return setting.map(String);
  if (typeof setting === 'object' && setting !== null)
    return Object.entries(setting).map(([k, v]) => `${k}=${String(v)}`);
  throw new UsageError(`${where} needs a list or a table of ${value ?? 'values'}.`);
}
