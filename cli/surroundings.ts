import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Given, Options, Typed } from './command-line.js';
import { type Layer, merge, type Settings } from './settings.js';
import { UsageError } from './usage-error.js';

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
    await fileIn(around.folder, settable),
    environment(settable, around.env),
    { given: typed.given, nameOf: (name: string) => `--${name}` },
  ];
  return merge(layers, options);
}

/** The reader is only loaded where there is a file to read. */
async function fileIn(folder: string, options: Options): Promise<Layer> {
  const name = FILES.find(candidate => existsSync(resolve(folder, candidate)));
  if (name === undefined) return { given: {}, nameOf: () => '' };
  const { readConfigFile } = await import('./config-file.js');
  return readConfigFile(name, folder, options);
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
    else if (value === 'false') continue;
    // A port, and 0 is any free one.
    else if (kind === 'optional') given[name] = value;
    else if (value !== '0') throw new UsageError(`${nameOf(name)} is "${value}"; write 1 or 0.`);
  }
  return { given, nameOf };
}
