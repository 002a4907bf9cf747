import type { Given, Options } from '../command-line.js';
import { helpText } from '../help.js';
import { UsageError } from '../usage-error.js';

export const OPTIONS: Options = {
  out: {
    kind: 'text',
    value: '<folder>',
    says: 'Where the pack is put: a new or empty folder, or an earlier pack (sims-evidence).',
  },
  contract: { kind: 'text', value: '<file>', says: 'Take a report of `contract --json` instead of judging now.' },
  prove: { kind: 'text', value: '<file>', says: 'Take a report of `prove --json` instead of playing now.' },
  exec: {
    kind: 'text',
    value: '"<command>"',
    says: 'Judge this agent: runs one sync and exits (the project’s own, or that of sims-contract.yaml).',
  },
  dump: {
    kind: 'text',
    value: '"<command>"',
    says: 'Prints what it has stored: JSON of organisationId, clientId, secretFingerprint.',
  },
  serve: { kind: 'text', value: '"<command>"', says: 'Starts your running application, which prints its address.' },
  url: {
    kind: 'text',
    value: '<address>',
    says: 'Where that is asked for one school: http://127.0.0.1:{port}/use/{organisationId}.',
  },
  only: {
    kind: 'list',
    value: '<cases>',
    says: 'Judge these requirements only, as in `contract`: the pack says what was left out.',
  },
  decided: {
    kind: 'text',
    value: '<file>',
    says: 'What a person decided where one must, as in `contract`: the page does not ask for it again.',
  },
  seed: { kind: 'text', value: '<number>', says: 'Draws the worlds of the requirements (1).' },
  timeout: { kind: 'text', value: '<time>', says: 'How long one run of the agent may take, such as 90s or 5m.' },
  agent: {
    kind: 'text',
    value: '"<command>"',
    says: 'Play the scenarios with another agent that has the commands of sims-agent.',
  },
  json: { kind: 'flag', says: 'What came out as one line of JSON on stdout; all else goes to stderr.' },
  help: { kind: 'flag', says: 'This text.' },
};

export const HELP = helpText({
  usage: 'sims-harness evidence [scenario …] [options]',
  says: [
    'Makes a folder with one page for an accreditation file: what was run, what held, clause by clause, what it rests on,',
    'and a list of what a person must still show. Exit codes: 0 all held, 1 something did not (the pack is made all the',
    'same, and says so), 2 usage or set-up, 3 something could not be judged.',
  ].join('\n'),
  options: OPTIONS,
  examples: [
    'sims-harness evidence',
    'sims-harness evidence --exec "node agent.mjs sync" --dump "node agent.mjs list" --out evidence-2026',
    'sims-harness evidence --contract contract.json --prove prove.json',
  ],
});

const OF_JUDGING = ['exec', 'dump', 'serve', 'url', 'only', 'decided', 'seed'];
const OF_PLAYING = ['agent'];

/** @throws UsageError for options that cannot be meant together */
export function checkTogether(given: Given, words: readonly string[]): void {
  const clash = (report: string, names: readonly string[]) => {
    const name = names.find(each => given[each] !== undefined);
    if (given[report] !== undefined && name !== undefined)
      throw new UsageError(
        `--${report} takes a report that was made before, so --${name} has nothing to say: leave one of them out.`,
      );
  };
  clash('contract', OF_JUDGING);
  clash('prove', OF_PLAYING);
  const [word] = words;
  if (given['prove'] !== undefined && word !== undefined)
    throw new UsageError(`--prove takes a report that was made before: leave out "${word}".`);
  if (given['contract'] !== undefined && given['prove'] !== undefined && given['timeout'] !== undefined)
    throw new UsageError('--timeout has nothing to say where nothing is run: leave it out.');
}
