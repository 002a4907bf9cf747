import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearest } from '../mock-server/index.js';
import type { Given, Options, Typed } from './command-line.js';
import { type Layer, merge, type Settings } from './settings.js';
import { UsageError } from './usage-error.js';

/** Where settings that were not typed come from. */
export type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly folder: string };

/** What asks for a text, and settles nothing. */
const NO_SETTINGS = ['help', 'print-config'];

/** The options that the environment and the file may name as well. */
export function settable(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !NO_SETTINGS.includes(name)));
}

const FILES = ['harness.config.yaml', 'harness.config.yml', 'harness.config.json'];

/**
 * What was typed, else the environment (`SIMS_HARNESS_STS_PORT` for `--sts-port`), else `harness.config.{yaml,json}`
 * in the folder. @throws UsageError for a file that cannot be read, and for an unknown setting in either place.
 */
export async function withSurroundings(typed: Typed, options: Options, around: Surroundings): Promise<Settings> {
  const known = settable(options);
  const layers = [
    await fileIn(around.folder, known),
    environment(known, around.env),
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

const PREFIX = 'SIMS_HARNESS_';
const variableOf = (name: string) => `${PREFIX}${name.toUpperCase().replaceAll('-', '_')}`;

/** Kubernetes gives every container these for a Service called `sims-harness` or `sims-harness-…`: nobody meant us. */
const OF_A_SERVICE = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/;
const ADDRESS_OF_A_SERVICE = /^(tcp|udp|sctp):\/\//;

function environment(options: Options, env: NodeJS.ProcessEnv): Layer {
  refuseUnknown(options, env);
  const given: Record<string, Given[string]> = {};
  for (const [name, { kind }] of Object.entries(options)) {
    const value = env[variableOf(name)]?.trim();
    if (!value) continue;
    if (kind === 'list') given[name] = value.split(',').filter(part => part.trim() !== '');
    else if (kind === 'text') given[name] = value;
    else if (['1', 'true'].includes(value)) given[name] = true;
    else if (value === 'false') continue;
    // A port, and 0 is any free one.
    else if (kind === 'optional') given[name] = value;
    else if (value !== '0') throw new UsageError(`${variableOf(name)} is "${value}"; write 1 or 0.`);
  }
  return { given, nameOf: variableOf };
}

/** A mistyped variable would otherwise leave the default in force, unsaid. Empty ones are none, as everywhere. */
function refuseUnknown(options: Options, env: NodeJS.ProcessEnv): void {
  const known = Object.keys(options).map(variableOf);
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || known.includes(name) || value.trim() === '') continue;
    if (OF_A_SERVICE.test(name) || ADDRESS_OF_A_SERVICE.test(value)) continue;
    // By what follows the prefix, which all of them share.
    const near = nearest(
      name.slice(PREFIX.length),
      known.map(each => each.slice(PREFIX.length)),
    );
    const hint = near === undefined ? ` Settings: ${known.join(', ')}.` : ` Did you mean "${PREFIX}${near}"?`;
    throw new UsageError(`The environment holds ${name}, which is no setting.${hint}`);
  }
}
