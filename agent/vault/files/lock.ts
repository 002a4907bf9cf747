// One agent at a time on one vault (V9). Local disks only.
import { existsSync, rmSync, statSync } from 'node:fs';
import { link, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LockNotHeld, StoreUnreadable, systemCode } from '../../errors.js';
import { bootId, hasEnded, ownMark, type ProcessMark, textOf } from '../process-mark.js';
import { ifThere } from './durable.js';

const touchMs = 10_000;
const silentMs = 60_000;

type Owner = ProcessMark & Readonly<Record<'run' | 'host', string>>;

export type Lock = {
  /** Throws LockNotHeld once the lock was seen lost; costs nothing. */
  assertHeld(): void;
  /** Looks at the lock itself, and throws LockNotHeld when it is not ours. */
  verifyHeld(): void;
  release(): Promise<void>;
};

/** Takes the lock or throws LockNotHeld. A dead owner's lock, or one silent for 60 s, is taken over. */
export async function takeLock(vault: string, run: string): Promise<Lock> {
  const path = join(vault, 'lock');
  const me: Owner = { run, ...ownMark(), host: hostname() };
  for (let attempt = 1; attempt <= 3; attempt++) {
    if (await create(path, me)) return hold(path, run);
    await removeDead(path, run);
  }
  throw new LockNotHeld('lock_held', 'Another sims-agent is taking over this vault. Try again when it has finished.');
}

/** The lock appears with its content or not at all: a file that exists is linked to the name. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.run}.tmp`;
  try {
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
    await link(draft, path);
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw new StoreUnreadable(
      'lock_failed',
      `The vault's lock could not be written (${systemCode(cause)}). Check space and rights.`,
      { cause },
    );
  } finally {
    // Left behind, it is swept later; the lock itself is there or not.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function removeDead(path: string, run: string): Promise<void> {
  const owner = readOwner(path);
  if (owner === 'gone') return;
  if (!(await isDead(path, owner))) {
    const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
    throw new LockNotHeld('lock_held', `The vault is in use by ${who}. Try again when it has finished.`);
  }
  // Renaming is the claim; what was renamed is checked, because somebody else may have been quicker.
  const aside = `${path}.${run}.dead`;
  if ((await ifThere(rename(path, aside), 'gone')) === 'gone') return;
  const taken = readOwner(aside);
  if (taken !== 'gone' && taken?.run !== owner?.run) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Who holds the lock; null when the file does not say. */
function readOwner(path: string): Owner | null | 'gone' {
  const text = textOf(path);
  if (text === '' && !existsSync(path)) return 'gone';
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function isDead(path: string, owner: Owner | null): Promise<boolean> {
  if (owner && owner.host === hostname()) {
    if (owner.boot !== bootId() || hasEnded(owner)) return true;
  }
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
  // One that was touched in the future was touched by a clock that was wrong, and would be held until then.
  return Math.abs(Date.now() - mtimeMs) > silentMs;
}

function isMine(path: string, run: string): boolean {
  const owner = readOwner(path);
  return owner !== null && owner !== 'gone' && owner.run === run;
}

function hold(path: string, run: string): Lock {
  let lost = false;
  const beat = setInterval(() => {
    lost ||= !isMine(path, run);
    if (!lost) utimes(path, new Date(), new Date()).catch(() => undefined);
  }, touchMs);
  beat.unref();
  // A process that ends by a signal or by exit leaves no lock behind.
  const onExit = () => {
    if (isMine(path, run)) rmSync(path, { force: true });
  };
  process.once('exit', onExit);
  const assertHeld = () => {
    if (lost) throw new LockNotHeld('lock_lost', 'Another sims-agent took over this vault. Nothing was committed.');
  };
  return {
    assertHeld,
    verifyHeld: () => {
      lost ||= !isMine(path, run);
      assertHeld();
    },
    release: async () => {
      clearInterval(beat);
      process.off('exit', onExit);
      onExit();
    },
  };
}

/** Leftovers of killed runs; only the holder of the lock may call this. */
export async function sweepLockDebris(vault: string): Promise<void> {
  const debris = (await readdir(vault)).filter(name => /^lock\.\w+\.(tmp|dead)$/.test(name));
  for (const name of debris) {
    const path = join(vault, name);
    if (Date.now() - statSync(path).mtimeMs > silentMs) await rm(path, { force: true }).catch(() => undefined);
  }
}
