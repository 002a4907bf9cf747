import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Given, Typed } from '../command-line.js';
import { readConfigFile } from '../config-file.js';
import type { Layer, Settings } from '../settings.js';
import { UsageError } from '../usage-error.js';
import { OPTIONS } from './options.js';

const FILE = 'sims-contract.yaml';
const { config: _config, help: _help, ...IN_FILE } = OPTIONS;
const WAYS = ['exec', 'pull', 'by-hand'];
/** Whoever types a way to an agent means another than the file's, whose dump would tell of the wrong store, and of whom nobody has decided. */
const OF_THE_AGENT = [...WAYS, 'dump', 'serve', 'url', 'decided'];

/** What was typed, else what the file of the working folder (or of --config) says. @throws UsageError */
export function settingsFrom({ given, words }: Typed, folder: string): Settings {
  const [word] = words;
  if (word !== undefined)
    throw new UsageError(`"${word}" belongs to no option. Put a command in quotes: --exec "node agent.mjs sync".`);
  const file = fileIn(given, folder);
  const typed = { ...given };
  const isWay = WAYS.some(way => typed[way] !== undefined);
  const kept = Object.entries(file.given).filter(([name]) => !(isWay && OF_THE_AGENT.includes(name)));
  const nameOf = (name: string) =>
    typed[name] === undefined && file.given[name] !== undefined ? file.nameOf(name) : `--${name}`;
  return { given: { ...Object.fromEntries(kept), ...typed }, nameOf };
}

function fileIn({ config }: Given, folder: string): Layer {
  const name = typeof config === 'string' ? config : FILE;
  if (config === undefined && !existsSync(resolve(folder, name))) return { given: {}, nameOf: () => '' };
  return readConfigFile(name, folder, IN_FILE);
}
