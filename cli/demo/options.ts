import { didYouMean, parseDuration } from '../../mock-server/index.js';
import type { Given, Options } from '../command-line.js';
import { numberOf } from '../settings.js';
import { UsageError } from '../usage-error.js';
import { SCENES, type Scene } from './scenes.js';

export const OPTIONS: Options = {
  terminal: { kind: 'flag', says: 'Tell the story here instead of in a browser: Enter goes on, b back, q ends it.' },
  auto: { kind: 'flag', says: 'Play it all by itself; ends with 0 when every scene proved what it says, else with 1.' },
  pace: {
    kind: 'text',
    value: '<time>',
    says: 'How long --auto stays at each picture, such as 5s (4s; 0s off a terminal).',
  },
  'no-open': { kind: 'flag', says: 'Print the address of the page, and open nothing.' },
  record: {
    kind: 'text',
    value: '<file>',
    says: 'Write what was played to a file, which --replay and the console show again.',
  },
  replay: { kind: 'text', value: '<file>', says: 'Show a recording in the terminal; nothing is started.' },
  json: { kind: 'flag', says: 'With --auto: how every scene went as one line of JSON on stdout, and nothing else.' },
  agent: {
    kind: 'text',
    value: '"<command>"',
    says: 'Another agent with the commands of sims-agent (sync, plan, approve, list --fingerprints).',
  },
  timeout: { kind: 'text', value: '<time>', says: 'How long one run of the agent may take (60s).' },
  'control-port': { kind: 'text', value: '<port>', says: 'Port of the page and the control API (any free one).' },
  'sts-port': { kind: 'text', value: '<port>', says: 'Port of the STS (any free one).' },
  'rap-port': { kind: 'text', value: '<port>', says: 'Port of the RAP API (any free one).' },
  help: { kind: 'flag', says: 'This text.' },
};

/** What only makes sense where something is played. */
const OF_A_RUN = ['agent', 'timeout', 'record', 'no-open', 'control-port', 'sts-port', 'rap-port'] as const;

/** @throws UsageError for options that cannot be meant together */
export function checkTogether(given: Given, words: readonly string[]): void {
  const clash = OF_A_RUN.find(name => given[name] !== undefined);
  if (given['replay'] !== undefined && clash)
    throw new UsageError(
      `--replay shows what was played before, so --${clash} has nothing to say: leave one of them out.`,
    );
  if (given['replay'] !== undefined && words.length > 0)
    throw new UsageError(`--replay shows the scenes of the recording: leave out "${words.join(' ')}".`);
  for (const name of ['json', 'pace'])
    if (given[name] !== undefined && given['auto'] === undefined)
      throw new UsageError(`--${name} belongs to --auto: add it.`);
}

/** The scenes by their ids, in the order of the story; all when none is named. @throws UsageError naming the nearest */
export function scenesCalled(words: readonly string[]): readonly Scene[] {
  const ids = SCENES.map(({ id }) => id);
  for (const word of words)
    if (!ids.includes(word))
      throw new UsageError(`There is no scene "${word}".${didYouMean(word, ids)} Scenes: ${ids.join(', ')}.`);
  return words.length === 0 ? SCENES : SCENES.filter(({ id }) => words.includes(id));
}

/** Milliseconds. @throws UsageError */
export function lengthOf(given: Given, name: string, usual: number, least = 0): number {
  const text = given[name];
  if (typeof text !== 'string') return usual;
  const ms = text === '0' ? 0 : parseDuration(text);
  if (ms !== undefined && ms >= least && ms < 2 ** 31) return ms;
  throw new UsageError(`--${name} is "${text}"; write it like 5s or 2m.`);
}

/** Ports; any free one unless given. @throws UsageError */
export function portsOf(given: Given) {
  const settings = { given, nameOf: (name: string) => `--${name}` };
  const port = (name: string) => numberOf(settings, name, 0, 65_535) ?? 0;
  return { controlPort: port('control-port'), stsPort: port('sts-port'), rapPort: port('rap-port') };
}
