import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Control, type Run, runCommand } from '../../contract/index.js';
import {
  type Held,
  type Scenario,
  type Sync,
  secretsOf,
  type World,
  type WorldHandle,
} from '../../mock-server/index.js';
import { printable } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { packageRoot } from '../version.js';
import { databaseFor } from './database.js';
import { formerSecret } from './former-secret.js';

/** An agent under proof: its command, and a home of its own from one sync to the next. */
export type Subject = {
  run(words: readonly string[], sync?: Pick<Sync, 'agent'>): Promise<Run>;
  /** What it has stored, or why that cannot be read. */
  dump(): Promise<readonly Held[] | { readonly unreadable: string }>;
  /** What a run said last, fit for a report. */
  lastWords(run: Run): string;
  /** How long one run may take. */
  readonly timeoutMs: number;
  /** Removes its home, and its schema where it has one. */
  close(): Promise<void>;
};

export type SubjectOptions = Control & {
  readonly command: readonly string[];
  /** Address of a PostgreSQL database for its vault; otherwise it has files. */
  readonly vault?: string | undefined;
};

/** Real waits made short; the rules stay the same. */
const SHORT_WAITS = {
  requestsPerSecond: 'off',
  emptyListConfirmMs: 50,
  rests: 'off',
  pausesAcrossRuns: 'off',
  dailyBudget: 'off',
  breaker: { openMs: 50 },
  retryBaseMs: 5,
  retryCapMs: 50,
  connectTimeoutMs: 2_000,
  headersTimeoutMs: 1_000,
  bodyTimeoutMs: 1_000,
};

/** The project's own agent, as a separate program: the wire is the only thing it shares with the mock. */
export function ownAgent(): string[] {
  return [process.execPath, join(packageRoot(), 'dist', 'sims-agent.js')];
}

export function createSubject(
  world: WorldHandle,
  scenario: Scenario,
  { command, timeoutMs, stop, vault }: SubjectOptions,
): Subject {
  const database = vault === undefined ? undefined : databaseFor(vault, scenario.id);
  const home = mkdtempSync(join(tmpdir(), 'sims-prove-'));
  const state = join(home, 'state');
  const policy = join(home, 'policy.json');
  const key = join(home, 'agent.key');
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(policy, JSON.stringify({ ...SHORT_WAITS, ...scenario.policy }));
  writeFileSync(key, randomBytes(32).toString('base64'), { mode: 0o600 });
  const env = ({ authStyle, vendorSecret }: Scenario['agent']) => ({
    ...inherited(),
    ...(world.ready.proxyUrl === null ? world.variables() : world.interceptedVariables()),
    SIMS_STATE_DIR: state,
    ...database?.variables,
    SIMS_AGENT_POLICY: policy,
    SIMS_AGENT_KEY: `file:${key}`,
    NO_COLOR: '1',
    ...(authStyle !== undefined && { SIMS_AUTH_STYLE: authStyle }),
    ...(vendorSecret === 'former' && { SIMS_CLIENT_SECRET: formerSecret(world) ?? '' }),
  });
  const start: Subject['run'] = (words, sync) =>
    runCommand([...command, ...words], env({ ...scenario.agent, ...sync?.agent }), { timeoutMs, stop });
  let hasTables = false;
  const run: Subject['run'] = async (words, sync) => {
    if (database && !hasTables) assertMade(await start(['migrate']), world);
    hasTables = true;
    return start(words, sync);
  };
  return {
    run,
    timeoutMs,
    dump: async () => {
      const listed = await run(['list', '--fingerprints']);
      return readDump(listed, lastWordsOf(listed, world.world()));
    },
    lastWords: said => lastWordsOf(said, world.world()),
    close: async () => {
      rmSync(home, { recursive: true, force: true });
      if (hasTables) await database?.drop();
    },
  };
}

/** Without tables no scenario can be played. @throws UsageError */
function assertMade(ran: Run, world: WorldHandle): void {
  if (ran.exit !== 0)
    throw new UsageError(`--vault: migrate ended with ${ran.exit}: ${lastWordsOf(ran, world.world())}`);
}

/** What a program needs to run at all; nothing that could point it anywhere else. */
function inherited(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'JAVA_HOME', 'DOTNET_ROOT', 'PATHEXT'];
  return Object.fromEntries(kept.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

function readDump({ exit, stdout }: Run, lastWords: string): readonly Held[] | { readonly unreadable: string } {
  if (exit !== 0) return { unreadable: `list --fingerprints ended with ${exit}: ${lastWords}` };
  try {
    const rows: unknown = JSON.parse(stdout);
    return Array.isArray(rows) && rows.every(isHeld)
      ? rows
      : { unreadable: 'list --fingerprints printed no list of credentials' };
  } catch {
    return { unreadable: 'list --fingerprints printed no JSON' };
  }
}

function isHeld(row: unknown): row is Held {
  const members = ['organisationId', 'clientId', 'secretFingerprint'];
  return (
    typeof row === 'object' &&
    row !== null &&
    members.every(m => typeof (row as Record<string, unknown>)[m] === 'string')
  );
}

/** The last line that an agent said, without the world's secrets: it ends up in reports. */
function lastWordsOf({ stdout, stderr }: Run, world: World): string {
  const line = (stderr.trim() || stdout.trim()).split('\n').at(-1)?.trim() ?? '';
  const secrets = secretsOf(world).filter(secret => secret.length > 3);
  return printable(secrets.reduce((text, secret) => text.replaceAll(secret, '(a secret)'), line)).slice(0, 300);
}
