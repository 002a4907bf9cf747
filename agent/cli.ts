// The command line: arguments in, one answer on stdout, everything else on stderr, an exit code out.
import { parseArgs } from 'node:util';
import { type Answer, answerOf } from './commands/describe.js';
import { asTyped } from './commands/typed.js';
import { Configuration, type StoreConfig, startedByNpm } from './config/configuration.js';
import { didYouMean } from './config/nearest.js';
import { type Environment, type SettingName, settings } from './config/settings.js';
import { partnerUrl } from './config/upstream.js';
import { AgentError, Interrupted, UsageError } from './errors.js';
import { scrubber } from './log.js';
import { placeOf } from './wire/advice.js';

export type Output = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` goes to a terminal. */
  readonly isTerminal?: boolean;
  /** Called when something on disk is about to change. */
  readonly onChange?: () => void;
  /** Called by a command that ends by itself, in good order, when the signal fires. */
  readonly stop?: () => AbortSignal;
};

const commands: Readonly<
  Record<string, { readonly flags: readonly string[]; readonly argument?: string; readonly does: string }>
> = {
  sync: { flags: ['ignore-backoff'], does: 'read the service whole and commit one generation' },
  plan: { flags: ['ignore-backoff'], does: 'as sync, without the commit; exit 2 when something would change' },
  watch: { flags: [], does: 'syncs once a day, or as the policy says, until it is stopped' },
  serve: { flags: [], does: 'hands out the vault on --socket or --port of this machine; no network' },
  doctor: { flags: ['try-styles'], does: 'looks at all a sync needs; one token, one list' },
  approve: { flags: [], argument: 'digest', does: 'release what a guard holds, for 24 hours' },
  refused: {
    flags: [],
    argument: 'organisationId',
    does: 'note that a pair was refused: the next sync reads that site first',
  },
  status: { flags: [], does: 'the vault in a few lines; no network' },
  list: {
    flags: ['dump', 'fingerprints'],
    does: 'every site; --fingerprints: served pairs as JSON under SIMS_PROBE_KEY',
  },
  migrate: { flags: [], does: 'make or update the tables of a vault in PostgreSQL' },
  verify: { flags: [], does: 'look at all of the vault and its audit; no network' },
  'audit verify': { flags: [], does: 'the same' },
  'key rotate': { flags: [], does: 'seal the vault under the key of --new-key; no network' },
  get: { flags: ['reveal'], argument: 'organisationId', does: 'the clients of one site; --reveal shows secrets' },
};
const everywhere = ['json', 'help', 'version', 'print-config'];
const valueFlags = Object.values(settings).map(({ flag }) => flag as string);

type Arguments = {
  readonly command: string;
  readonly argument: string;
  readonly has: (flag: string) => boolean;
  readonly given: Partial<Record<SettingName, string>>;
};

/** Runs one command and gives its exit code. What fails is told on stderr. */
export async function run(argv: readonly string[], given: Output, env?: Environment): Promise<number> {
  const typed = asTyped(startedByNpm(env), Object.keys(commands));
  const clean = (write: Output['out']) => (text: string) => write(scrubber.clean(typed(text)));
  const output = { ...given, out: clean(given.out), err: clean(given.err) };
  try {
    const answer = await perform(parse(argv), output, env);
    output.out(answer.text);
    if (answer.note !== undefined) output.err(`${answer.note}\n`);
    return answer.exit;
  } catch (error) {
    if (error instanceof Interrupted) return error.exit;
    const isExpected = error instanceof AgentError;
    const bug = error instanceof Error ? error.stack : String(error);
    output.err(`sims-agent: ${isExpected ? error.message : `a bug. ${bug}`}\n`);
    return isExpected ? error.exit : 1;
  }
}

function parse(argv: readonly string[]): Arguments {
  const names = [...everywhere, ...Object.values(commands).flatMap(({ flags }) => flags)];
  const options = Object.fromEntries([
    ...names.map(name => [name, { type: 'boolean' as const }]),
    ...valueFlags.map(name => [name, { type: 'string' as const }]),
  ]);
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const positionals = tokens.flatMap(token => (token.kind === 'positional' ? [token.value] : []));
  const words = positionals.slice(0, 2).join(' ') in commands ? 2 : 1;
  const command = positionals.slice(0, words).join(' ');
  const rest = positionals.slice(words);
  const flags = new Set<string>();
  const given: Partial<Record<SettingName, string>> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    assertKnown(token.name, token.rawName, [...names, ...valueFlags]);
    assertBelongs(token.name, command);
    const setting = (Object.keys(settings) as SettingName[]).find(name => settings[name].flag === token.name);
    if (!setting && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
    if (setting && !token.value) throw new UsageError(`${token.rawName} needs a value.`);
    if (setting && given[setting] !== undefined) throw new UsageError(`${token.rawName} is given twice. Give it once.`);
    if (setting && token.value !== undefined) given[setting] = token.value;
    else flags.add(token.name);
  }
  const args = { command, argument: rest[0] ?? '', has: (flag: string) => flags.has(flag), given };
  if (!everywhere.some(flag => flag !== 'json' && flags.has(flag))) assertComplete(command, rest);
  return args;
}

function assertKnown(name: string, raw: string, known: readonly string[]): void {
  if (name === 'client-secret')
    throw new UsageError(
      'A secret on the command line shows in process lists and histories. Set SIMS_CLIENT_SECRET, or SIMS_CLIENT_SECRET_FILE.',
    );
  if (!known.includes(name))
    throw new UsageError(`${raw} is no option.${didYouMean(name, known)} See: sims-agent --help`);
}

function assertBelongs(name: string, command: string): void {
  const owners = Object.entries(commands).filter(([, { flags }]) => flags.includes(name));
  if (owners.length > 0 && command in commands && !owners.some(([owner]) => owner === command))
    throw new UsageError(`--${name} is an option of ${owners.map(([owner]) => owner).join(', ')}, not of ${command}.`);
}

function assertComplete(command: string, rest: readonly string[]): void {
  if (command === '')
    throw new UsageError(`Which command? One of ${Object.keys(commands).join(', ')}. See: sims-agent --help`);
  const known = commands[command];
  if (!known)
    throw new UsageError(
      `"${command}" is no command.${didYouMean(command, Object.keys(commands))} See: sims-agent --help`,
    );
  const wanted = known.argument === undefined ? 0 : 1;
  if (rest.length < wanted) throw new UsageError(`${command} needs <${known.argument}>.`);
  if (rest.length > wanted) throw new UsageError(`${command} takes no "${rest[wanted]}".`);
}

async function perform(args: Arguments, output: Output, env: Environment | undefined): Promise<Answer> {
  const { command, argument, has } = args;
  if (has('help')) return { exit: 0, text: help() };
  if (has('version')) return { exit: 0, text: `${(await import('./version.js')).version}\n` };
  const config = new Configuration(args.given, env);
  if (has('print-config')) return { exit: 0, text: `${JSON.stringify(config.printable(), null, 2)}\n` };
  if (command === 'sync' || command === 'plan') {
    const agent = config.agent();
    warn(agent.key, output);
    const report = await (await import('./sync.js'))[command](agent, output.err, {
      redraw: output.isTerminal === true && config.mayRedraw,
      onCommit: output.onChange,
      ignoreBackoff: has('ignore-backoff'),
      stop: output.stop?.(),
    });
    return answerOf(command, report, has('json'), placeOf(partnerUrl(agent), 'SIMS_RAP_URL'));
  }
  if (command === 'doctor')
    return (await import('./commands/doctor.js')).doctor(config, has('try-styles'), has('json'));
  if (command === 'watch') return watch(config, has('json'), output);
  if (command === 'serve') return serve(config, has('json'), output);
  const store = config.store();
  warn(store.key, output);
  if (command === 'key rotate') return rotate(store, config, output, has('json'));
  const reading = await import('./commands/vault-commands.js');
  if (command === 'verify' || command === 'audit verify') {
    const probeKey = config.probeKey === undefined ? undefined : reading.probeKeyFrom(config.probeKey);
    return (await import('./commands/verify.js')).verify(store, config.policy(), probeKey, has('json'));
  }
  if (command === 'migrate') return reading.migrate(store);
  if (command === 'approve' || command === 'refused') output.onChange?.();
  if (command === 'refused') return reading.refused(store, argument, Date.now());
  if (command === 'approve')
    return (await import('./commands/approval.js')).approve(store, argument, config.policy(), Date.now());
  if (command === 'get') return reading.get(store, argument, has('reveal'), has('json'));
  if (command === 'status')
    return (await import('./commands/status.js')).status(store, config.policy(), has('json'), Date.now());
  return has('dump') || has('fingerprints') ? reading.dump(store, config.probeKey) : reading.list(store, has('json'));
}

async function rotate(store: StoreConfig, config: Configuration, output: Output, asJson: boolean) {
  const next = config.newKey();
  warn(next, output);
  output.onChange?.();
  return (await import('./commands/rotation.js')).rotateKey(store, next, output.err, asJson);
}

async function watch(config: Configuration, asJson: boolean, output: Output): Promise<Answer> {
  const agent = config.agent();
  warn(agent.key, output);
  const asked = placeOf(partnerUrl(agent), 'SIMS_RAP_URL');
  const options = {
    redraw: output.isTerminal === true && config.mayRedraw,
    onCommit: output.onChange,
    stop: output.stop?.(),
  };
  return (await import('./commands/watch-command.js')).runWatch(agent, output.err, options, {
    port: config.metricsPort(),
    onReport: report => output.out(answerOf('sync', report, asJson, asked).text),
  });
}

async function serve(config: Configuration, asJson: boolean, output: Output): Promise<Answer> {
  const serving = config.serving();
  for (const key of [serving.key, serving.bearer]) if (key) warn(key, output);
  return (await import('./commands/serve.js')).serve(serving, output.err, {
    stop: output.stop?.(),
    onReady: ready => asJson && output.out(`${JSON.stringify(ready)}\n`),
  });
}

function warn({ warning }: StoreConfig['key'], { err }: Output): void {
  if (warning !== undefined) err(`${warning}\n`);
}

function help(): string {
  const usage = Object.entries(commands).map(([name, { argument, flags, does }]) => {
    const form = [name, argument === undefined ? '' : `<${argument}>`, ...flags.map(flag => `[--${flag}]`)]
      .filter(Boolean)
      .join(' ');
    return `  ${form.padEnd(34)}${does}`;
  });
  const variables = Object.values(settings).map(({ flag, env }) => `  ${`--${flag}`.padEnd(22)}${env}`);
  return `sims-agent keeps a true, sealed copy of the credentials the RAP partner API gives an application.

Commands
${usage.join('\n')}

Settings (a flag wins over its variable)
${variables.join('\n')}
  ${'(never a flag)'.padEnd(22)}SIMS_CLIENT_SECRET or SIMS_CLIENT_SECRET_FILE

Everywhere: --json  --print-config  --version  --help
Exit codes: 0 ok, 2 plan has changes, 3 partial, 4 held by a guard, 5 credentials refused, 6 service down or
deferred, 11 vault in use, 12 key or vault unreadable, 64 usage, 78 configuration,
1 unexpected, or nothing to hand out (get); ended by a signal: 128 + its number.
`;
}
