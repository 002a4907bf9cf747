// Kills the built agent with SIGKILL at random moments of its sync, again and again, and looks at what it left (W50).
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { convergenceDigest } from '../../../mock-server/index.js';
import type { Sandbox } from './sandbox.js';
import { type StubSite, secretOf, site } from './stub-service.js';

const bin = fileURLToPath(new URL('../../../dist/sims-agent.js', import.meta.url));
const size = 60;

/** How many kills: `KILLS`, or what the suite has time for. `KILL_SEED` plays the same random numbers again. */
export const killsOr = (few: number): number => Number(process.env['KILLS'] ?? few);
export const seed = Number(process.env['KILL_SEED'] ?? 1);

const phases = ['before token', 'lists', 'sweep', 'write', 'commit', 'after'] as const;
type Phase = (typeof phases)[number];

/** What a drill has to know of the vault it is played on. */
export type Target = {
  readonly box: Sandbox;
  /** The agent's own environment, where it is another than the box has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called before each run that may be killed. */
  readonly begin?: () => void;
  /** Whether the dead agent had begun to change which generation counts; asked when it had not been changed. */
  readonly hadBegunToCommit: () => Promise<boolean>;
  /** Calls back on every change in the vault that can be seen from outside; the function ends it. */
  readonly watch?: (changed: () => void) => () => void;
};

/** A small seeded generator (mulberry32), so that a failure can be played again. */
export function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every school with its secret of this version. */
export const worldOf = (version: number, schools = size): StubSite[] =>
  Array.from({ length: schools }, (_, at) =>
    site(at + 1, { clients: [{ id: `client-${at + 1}`, secret: secretOf(at + 1, version) }] }),
  );

export function startAgent(box: Sandbox, argv: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { ...box.env, ...more, PATH: process.env['PATH'] };
  return spawn(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** What `verify` has to say of a vault that serves exactly this world. */
function digestOf(world: readonly StubSite[], probeKey: string): string {
  const mask = (secret: string) => createHmac('sha256', Buffer.from(probeKey, 'hex')).update(secret).digest('hex');
  const held = world.flatMap(({ id, clients }) =>
    clients.map(each => ({ organisationId: id, clientId: each.id, secretFingerprint: mask(each.secret ?? '') })),
  );
  return convergenceDigest(held, probeKey);
}

/** How long a run takes, and how much of it comes after the second list was asked for: what instants are drawn from. */
type Lengths = { whole: number; tail: number };

/** Kills `count` agents. Fails unless each left one whole generation, the old or the new, and the next sync brings the new. */
export async function drill(target: Target, count: number): Promise<string> {
  const { box } = target;
  const random = randomFrom(seed);
  const fell = new Map<Phase, number>(phases.map(phase => [phase, 0]));
  const probeKey = box.env['SIMS_PROBE_KEY'] ?? '';
  const look = async (about: string) => {
    const { exit, out, err } = await box.run('verify', '--json');
    expect(exit, `${about}: verify says ${err}`).toBe(0);
    const { generation, digest } = JSON.parse(out);
    return { generation, digest };
  };
  box.stub.sites = worldOf(1);
  expect((await box.sync()).exit).toBe(0);
  let before = await look('before any kill');
  const lengths: Lengths = { whole: 0, tail: 0 };
  let kills = 0;
  let late = -1; // The first run is to end by itself: it is timed.

  for (let version = 2; kills < count; version++) {
    const about = `kill ${kills + 1} of seed ${seed}`;
    box.stub.sites = worldOf(version);
    const digest = digestOf(box.stub.sites, probeKey);
    const { signal, asked } = await runToItsEnd(target, lengths, version, random);
    const found = await look(about);
    const next = { generation: before.generation + 1, digest };
    const isNew = found.generation === next.generation;
    expect(found, `${about}: the vault is neither the generation before nor the next one`).toEqual(
      isNew ? next : before,
    );
    const phase = isNew ? 'after' : await phaseOf(asked, target);
    expect((await box.sync()).exit, `${about} (${phase}): the next sync`).toBe(0);
    before = await look(about);
    expect(before, `${about} (${phase}): what the next sync made`).toEqual({
      generation: found.generation + 1,
      digest,
    });
    if (signal === 'SIGKILL') {
      kills += 1;
      fell.set(phase, (fell.get(phase) ?? 0) + 1);
    } else late += 1;
  }
  // Both sides of the commit were hit, or the drill proves little.
  if (count >= 25) expect(Math.min(fell.get('after') ?? 0, count - (fell.get('after') ?? 0))).toBeGreaterThan(0);
  const histogram = [...fell].map(([phase, n]) => `${phase} ${n}`).join(', ');
  return `${count} kills, seed ${seed}: ${histogram} (and ${late} runs that were over first)`;
}

type Counts = Readonly<Record<'token' | 'list' | 'clients', number>>;

/** One sync by a process of its own, killed at a random instant, or timed when it is over first. */
async function runToItsEnd(target: Target, lengths: Lengths, nth: number, random: () => number) {
  const { stub } = target.box;
  const count = (): Counts => ({
    token: stub.count('token'),
    list: stub.count('list'),
    clients: stub.count('clients'),
  });
  const already = count();
  target.begin?.();
  const startedAt = performance.now();
  const child = startAgent(target.box, ['sync'], target.env);
  const exited = once(child, 'exit');
  const timers: NodeJS.Timeout[] = [];
  const kill = () => child.kill('SIGKILL');
  const killIn = (ms: number) => timers.push(setTimeout(kill, random() * ms * 1.1));
  let tailFrom = 0;
  let requests = 0;
  // Four ways to draw an instant: any time of the run, any time of its end, a request, a change in the vault.
  const way = lengths.whole > 0 ? nth % 4 : 'timed';
  const fatalRequest = way === 1 ? 1 + Math.floor(random() * (size + 3)) : 0;
  stub.answer = ({ kind, nth: which }) => {
    requests += 1;
    if (requests === fatalRequest) kill();
    if (kind === 'list' && which === already.list + 2) {
      tailFrom = performance.now();
      if (way === 2) killIn(lengths.tail);
    }
    return undefined;
  };
  if (way === 0) killIn(lengths.whole);
  const stopWatching = way === 3 ? atSomeChange(target, kill, killIn, lengths, random) : null;
  const [exit, signal] = await exited;
  for (const timer of timers) clearTimeout(timer);
  stopWatching?.();
  stub.answer = () => undefined;
  if (signal === null) {
    expect(exit, 'a run that nobody killed').toBe(0);
    const now = performance.now();
    lengths.whole = now - startedAt;
    lengths.tail = now - tailFrom;
  }
  const after = count();
  const asked = {
    token: after.token - already.token,
    list: after.list - already.list,
    clients: after.clients - already.clients,
  };
  return { signal, asked };
}

/** Kills on the n-th thing that happens in the vault; where that cannot be seen, at any time of the run. */
function atSomeChange(
  { watch }: Target,
  kill: () => void,
  killIn: (ms: number) => void,
  { whole }: Lengths,
  random: () => number,
): (() => void) | null {
  const mark = 1 + Math.floor(random() * 24);
  if (!watch) {
    killIn(whole);
    return null;
  }
  let seen = 0;
  return watch(() => {
    seen += 1;
    if (seen === mark) kill();
  });
}

async function phaseOf(asked: Counts, { hadBegunToCommit }: Target): Promise<Phase> {
  if (asked.token === 0) return 'before token';
  if (asked.clients === 0) return 'lists';
  if (asked.list < 2) return 'sweep';
  return (await hadBegunToCommit()) ? 'commit' : 'write';
}
