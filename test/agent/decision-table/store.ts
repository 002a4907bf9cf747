// W50 to W53: store and process.

import { rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { fileVault } from '../../../agent/vault/files/carrier.js';
import type { WireBox } from './wire-box.js';
import type { Run, WireRow } from './wire-row.js';
import { leaves } from './wire-world.js';

const quiet = { token: 0, list: 0, clients: 0 } as const;

/** Flips one bit of the current generation. */
async function flipBit({ vault }: WireBox): Promise<void> {
  const folder = join(vault, 'generations');
  const file = join(folder, (await readdir(folder)).sort().at(-1) ?? '');
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
}

const refusesAll = (says: string): Run => ({
  exit: 12,
  says,
  asks: quiet,
  check: async box => expect((await box.run('list', '--dump')).exit).toBe(12),
});

export const store: readonly WireRow[] = [
  {
    id: 'W50',
    exits: [143],
    event: 'The agent is stopped or killed in the middle of a run',
    does: 'The vault stays as it was, or is the next one whole; the next run reads everything anew.',
    served: 'everything as before',
    notInPlan: 'there is no plan yet; kill.test.ts kills the real program at random moments',
    plays: [
      {
        when: 'it is stopped after the third school',
        policy: { concurrency: 1 },
        runs: [
          {
            change: leaves(8),
            meanwhile: { moment: { on: 'rap.clients', nth: 3 }, does: box => box.stop.abort() },
            exit: 143,
            asks: { list: 1, clients: 3 },
          },
          // What the stopped sweep had read is not kept.
          { exit: 0, serves: 'world', states: { 8: 'tombstone/gone' }, audit: ['tombstone'], asks: { clients: 7 } },
        ],
      },
    ],
  },
  {
    id: 'W51',
    exits: [11],
    event: 'Another agent has the vault, or takes it over in mid-run',
    does: 'Asks nobody, or stops asking; commits nothing.',
    served: 'everything as before',
    notInPlan: 'the lock is no evidence',
    plays: [
      {
        when: 'another has it',
        runs: [
          {
            first: async box => {
              const { release } = await fileVault(box.vault).take('another');
              box.atEnd.push(release);
            },
            exit: 11,
            asks: quiet,
          },
        ],
      },
      {
        when: 'another took it in mid-run',
        runs: [
          {
            change: leaves(8),
            meanwhile: {
              moment: { on: 'rap.clients', nth: 3 },
              does: ({ vault }) => {
                rmSync(join(vault, 'lock'));
                writeFileSync(join(vault, 'lock'), '{"run":"another"}', { mode: 0o600 });
              },
            },
            exit: 11,
            // What the run was about to do is noted before; that no commit.done follows says that it did not.
            audit: ['tombstone'],
          },
        ],
      },
    ],
  },
  {
    id: 'W52',
    exits: [12],
    event: 'The key is wrong, or the vault was changed or cannot be read or written',
    does: 'Stops before any request. What cannot be trusted is never served; programs that run keep what they had verified.',
    served: 'nothing new; running programs as before',
    notInPlan: 'a plan begins with a vault that was verified',
    plays: [
      { when: 'a bit of the vault was flipped', runs: [{ first: flipBit, ...refusesAll('cannot be trusted') }] },
      {
        when: 'the key is another',
        runs: [
          {
            first: box => writeFile(box.keyFile, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 }),
            ...refusesAll('SIMS_AGENT_KEY'),
          },
        ],
      },
    ],
  },
  {
    id: 'W53',
    exits: [0],
    event: 'The clock is behind the last copy, or more than 30 days ahead of it',
    does: 'Commits, destroys nothing, and warns.',
    served: 'yes',
    plays: [
      {
        when: 'it is further ahead than the policy believes, and a tombstone is due',
        policy: { tombstoneKeepMs: 1, tombstoneGenerations: 1 },
        runs: [
          { change: leaves(8), exit: 0, serves: 'world', states: { 8: 'tombstone/gone' }, audit: ['tombstone'] },
          { policy: { clockAheadMs: 1 }, exit: 0, states: { 8: 'tombstone/gone' }, alarms: ['clock_odd'] },
          { exit: 0, states: { 8: 'tombstone/gone' }, audit: ['purge'] },
        ],
      },
    ],
  },
];
