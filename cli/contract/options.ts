import type { Options } from '../command-line.js';
import { helpText } from '../help.js';

/** Every option of `sims-harness contract`; those of `sims-contract.yaml` are the same but for `config` and `help`. */
export const OPTIONS: Options = {
  exec: { kind: 'text', value: '"<command>"', says: 'Runs one sync of your agent and exits.' },
  dump: {
    kind: 'text',
    value: '"<command>"',
    says: 'Prints what is stored: JSON of organisationId, clientId, secretFingerprint.',
  },
  serve: { kind: 'text', value: '"<command>"', says: 'Starts your running application, which prints its address.' },
  url: {
    kind: 'text',
    value: '<address>',
    says: 'Where it is asked for one school: http://127.0.0.1:{port}/use/{organisationId}.',
  },
  pull: { kind: 'flag', says: 'For agents that cannot be started from here: they ask for their turns over HTTP.' },
  'by-hand': { kind: 'flag', says: 'You run each sync yourself, and type how it ended.' },
  only: {
    kind: 'list',
    value: '<cases>',
    says: 'Ids, families or patterns: SNAP-02,DEL,SEC-0*; may be given several times.',
  },
  skip: { kind: 'list', value: '<cases>', says: 'The same, to leave out.' },
  level: { kind: 'text', value: '<level>', says: 'must, should or all (all).' },
  expected: { kind: 'text', value: '<file>', says: 'Known failures, each with a comment: SNAP-02  # ticket 12.' },
  decided: {
    kind: 'text',
    value: '<file>',
    says: 'What a person decided where one must, each with a comment: DEL-04  # 2026-11-22, J. Smith: …',
  },
  junit: { kind: 'text', value: '<file>', says: 'Write a JUnit XML report.' },
  json: { kind: 'text', value: '<file>', says: 'Write a JSON report; - is stdout.' },
  html: {
    kind: 'text',
    value: '<file>',
    says: 'Write a report of one page for people, readable offline and on paper.',
  },
  list: { kind: 'flag', says: 'List the cases, and judge nothing.' },
  'dry-run': { kind: 'flag', says: 'Tell what would be played, and play nothing.' },
  timeout: { kind: 'text', value: '<time>', says: 'How long one run of your agent may take, such as 90s or 5m (30s).' },
  rate: { kind: 'text', value: '<number>', says: 'Calls a second that you state as your limit (5).' },
  seed: { kind: 'text', value: '<number>', says: 'Draws the worlds and the order of chaos (1).' },
  parallel: {
    kind: 'text',
    value: '<number>',
    says: 'Rounds side by side; 1 for an agent whose runs disturb each other.',
  },
  config: { kind: 'text', value: '<file>', says: 'Options as a file (sims-contract.yaml, where there is one).' },
  help: { kind: 'flag', says: 'This text.' },
};

export const HELP = helpText({
  usage: 'sims-harness contract --exec "<command>" [options]',
  says: [
    'Judges an agent in any language: plays one requirement after another on a mock of the service and looks at what it does.',
    'Only loopback is ever contacted. Exit codes: 0 every must holds, 1 one does not, 2 usage or set-up, 3 a fault of ours.',
  ].join('\n'),
  options: OPTIONS,
  examples: [
    'sims-harness contract --exec "npx sims-agent sync" --dump "npx sims-agent list --fingerprints"',
    'sims-harness contract --exec "dotnet run --project Sync" --only SNAP,DEL --html report.html',
    'sims-harness contract --list',
  ],
});
