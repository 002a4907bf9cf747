import { didYouMean, HarnessError } from '../mock-server/index.js';
import { EXIT } from './exit-codes.js';
import { Interrupted } from './interrupted.js';
import { paint, terminalOn } from './terminal.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

type Command = { readonly says: string; readonly load: () => Promise<(argv: readonly string[]) => Promise<number>> };

/** Each command is loaded only when it is asked for. */
const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    says: 'Start the STS, the RAP API and the control API, and run until Ctrl+C (the default).',
    load: async () => (await import('./serve.js')).serve,
  },
  prove: {
    says: 'Play every shipped scenario with the sync agent and say what was proven.',
    load: async () => (await import('./prove/prove.js')).prove,
  },
  demo: {
    says: 'Tell in a browser or here what the integration does when schools join, leave or get new secrets.',
    load: async () => (await import('./demo/demo.js')).demo,
  },
  contract: {
    says: 'Judge an agent in any language, requirement by requirement, and write the reports.',
    load: async () => (await import('./contract/contract.js')).contract,
  },
  evidence: {
    says: 'Make a folder for an accreditation file: what held, clause by clause, and what a person must still show.',
    load: async () => (await import('./evidence/evidence.js')).evidence,
  },
  trust: {
    says: 'Tell how to trust the certificates of --https and --intercept, everywhere from curl to Windows.',
    load: async () => (await import('./trust.js')).trust,
  },
  doctor: {
    says: 'Look at ports, Node, clock, folders, the development CA and the set-up of an agent, and tell what to mend.',
    load: async () => (await import('./doctor/doctor.js')).doctor,
  },
  scenarios: {
    says: 'List the scenarios, or tell one in plain English.',
    load: async () => (await import('./scenarios.js')).scenarios,
  },
};

/** Runs one command line and returns its exit code. Only a bug of ours prints a stack. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    // Ends the process as the signal would have, so that whoever waits for it can tell.
    if (error instanceof Interrupted) process.kill(process.pid, error.signal);
    return tell(error);
  }
}

async function dispatch(argv: readonly string[]): Promise<number> {
  const [first, ...others] = argv;
  if (first === '--version' || first === '-v') {
    process.stdout.write(`${version()}\n`);
    return EXIT.fine;
  }
  if (first === 'help' && others[0] !== undefined) return dispatch([others[0], '--help']);
  if (first === '--help' || first === '-h' || first === 'help') {
    process.stdout.write(`${overview()}\n`);
    return EXIT.fine;
  }
  // No command, or straight to its options: serve.
  const name = first === undefined || first.startsWith('-') ? 'serve' : first;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(unknownCommand(name));
  const run = await command.load();
  return run(name === first ? others : argv);
}

function unknownCommand(name: string): string {
  const known = Object.keys(COMMANDS);
  return `There is no command "${name}".${didYouMean(name, known)} Commands: ${known.join(', ')}.`;
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map(name => name.length));
  const rows = Object.entries(COMMANDS).map(([name, { says }]) => `  ${name.padEnd(width)}  ${says}`);
  return [
    `sims-harness ${version()}: a local SIMS ID STS and RAP partner API to try an integration against.`,
    '',
    'Usage: sims-harness [command] [options]',
    '',
    ...rows,
    '',
    'sims-harness <command> --help tells the options of one. The agent is a command of its own: sims-agent --help.',
  ].join('\n');
}

/** Says what went wrong and gives the exit code for it. */
export function tell(error: unknown): number {
  const out = terminalOn(process.stderr, process.env);
  if (error instanceof UsageError || error instanceof HarnessError || isOfContract(error)) {
    out.line(`${paint(out, 'red', 'sims-harness:')} ${error.message}`);
    return error instanceof HarnessError && isOfTheMachine(error.code) ? EXIT.couldNotRun : EXIT.usage;
  }
  out.line(error instanceof Error ? (error.stack ?? error.message) : String(error));
  out.line('This is a fault of sims-harness, not of yours. Please report it with the lines above.');
  return EXIT.bug;
}

/** The contract suite is loaded only where it is needed, so its errors are known by name. */
function isOfContract(error: unknown): error is Error {
  return error instanceof Error && ['SubjectError', 'SelectionError', 'CaseNotesError'].includes(error.name);
}

/** Nothing is wrong with what was asked; the machine would not have it now. */
function isOfTheMachine(code: string): boolean {
  return ['HARNESS_PORT_TAKEN', 'HARNESS_PORT_DENIED'].includes(code) || code.startsWith('HARNESS_CA_');
}
