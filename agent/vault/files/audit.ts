// The audit as files: audit/2026-11.jsonl and so on, one line per record, appended to by one process at a time.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockNotHeld } from '../../errors.js';
import type { Store } from '../../ports.js';
import { appendDurably, assertPrivate, ifThere, makeFolder } from './durable.js';
import { type Lock, sweepLockDebris, takeLock } from './lock.js';

const waitMs = 20;
const attempts = 500;

export function auditFiles(vault: string): Pick<Store, 'audit' | 'appendAudit'> {
  const folder = join(vault, 'audit');
  const months = async (): Promise<readonly string[]> =>
    (await ifThere(readdir(folder), [])).filter(name => /^\d{4}-\d\d\.jsonl$/.test(name)).sort();
  /** A last line without its end is what a killed process left: it never was a record. */
  const linesOf = async (month: string): Promise<readonly string[]> => {
    for (const path of [folder, join(folder, month)]) await assertPrivate(path);
    return (await readFile(join(folder, month), 'utf8')).split('\n').slice(0, -1);
  };
  const audit: Store['audit'] = async part => {
    const names = await months();
    if (part === 'all') return (await Promise.all(names.map(linesOf))).flat();
    for (const name of [...names].reverse()) {
      const lines = await linesOf(name);
      if (lines.length > 0) return lines.slice(-1);
    }
    return [];
  };
  const appendAudit: Store['appendAudit'] = async next => {
    await makeFolder(folder);
    const lock = await takeSoon(folder);
    try {
      const [last = null] = await audit('last');
      const lines = next(last);
      // A clock that goes back must not put a record before its elders.
      const month = [`${new Date().toISOString().slice(0, 7)}.jsonl`, ...(await months())].sort().at(-1) ?? '';
      if (lines.length > 0) await appendDurably(join(folder, month), lines.join(''));
      await sweepLockDebris(folder);
    } finally {
      await lock.release();
    }
  };
  return { audit, appendAudit };
}

/** The vault's own lock is for hours; this one is for moments, so it is waited for. */
async function takeSoon(folder: string): Promise<Lock> {
  for (let attempt = 1; ; attempt++)
    try {
      return await takeLock(folder, `${process.pid}x${Math.random().toString(36).slice(2)}`);
    } catch (error) {
      if (!(error instanceof LockNotHeld) || attempt === attempts) throw error;
      await sleep(waitMs);
    }
}
