import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldHandle } from '../mock-server/index.js';
import { environmentFor, type Tempo, waitsIn } from './environment.js';
import type { Environment } from './subject/subject.js';

/** Where a subject lives for one round: its state folder, and beside it what is not its own to write. */
export type Home = {
  /** SIMS_STATE_DIR: private, and empty at first. */
  readonly state: string;
  /** Read anew each time: a secret may have been reset. */
  environment(): Environment;
  remove(): void;
};

/** A home in a fresh folder of this machine's temporary one. */
export function createHome(world: WorldHandle, round: Tempo): Home {
  const home = mkdtempSync(join(tmpdir(), 'sims-contract-'));
  const state = join(home, 'state');
  mkdirSync(state, { mode: 0o700 });
  const policy = join(home, 'policy.json');
  writeFileSync(policy, JSON.stringify(waitsIn(round)));
  writeFileSync(join(home, 'agent.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  const useBearer = process.env['SIMS_USE_BEARER'] || randomBytes(32).toString('hex');
  return {
    state,
    environment: () => environmentFor(world, { home, state, policy, useBearer }),
    // Windows may hold a file of a process that has just ended for a moment.
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}
