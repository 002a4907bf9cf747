// W31 to W40: what the Clients of one school show.
import { expect } from 'vitest';
import { openVault } from '../../../agent/index.js';
import type { WireBox } from './wire-box.js';
import type { WireRow } from './wire-row.js';
import { always, clientId, credential, guid, key, leaves, reissued, secret, sends } from './wire-world.js';

const heldSites = (...schools: readonly number[]) => Object.fromEntries(schools.map(n => [n, 'active/linked held']));
const gone = { 1: 'tombstone/gone' };

/** Current and previous secret of school 1, as a program gets them. */
async function secretsOf({ vault: at, keyFile }: WireBox) {
  const vault = await openVault({ vault: at, keyFile });
  const [pair] = vault.get(guid(1));
  const secrets = [pair?.secret().reveal(), pair?.previous()?.reveal()];
  await vault.close();
  return secrets;
}

export const clientsRead: readonly WireRow[] = [
  {
    id: 'W31',
    exits: [0],
    event: 'One credential of a school is gone',
    does: 'Tombstones that one; the others stay.',
    served: 'the others',
    plays: [
      {
        when: 'school 1 had two',
        runs: [
          { change: [{ kind: 'client.issued', site: key(1), client: 'simsprimary' }], exit: 0, serves: 'world' },
          {
            change: [{ kind: 'client.removed', site: key(1), client: 'simsprimary' }],
            exit: 0,
            serves: 'world',
            audit: ['tombstone'],
          },
        ],
      },
    ],
  },
  {
    id: 'W32',
    exits: [0],
    event: 'A secret changed',
    does: 'Serves the new one at once, and keeps the former for a week.',
    served: 'the new one',
    plays: [
      {
        when: 'school 1 has a new secret',
        runs: [
          {
            change: [{ kind: 'secret.reissued', site: key(1), secret: 'brand new' }],
            exit: 0,
            serves: 'world',
            audit: ['rotate'],
            check: async box => expect(await secretsOf(box)).toEqual(['brand new', secret(1)]),
          },
          {
            // Its week over, here a millisecond.
            policy: { previousSecretKeepMs: 1 },
            change: [{ kind: 'secret.reissued', site: key(1), secret: 'newer' }],
            exit: 0,
            serves: 'world',
            audit: ['rotate'],
          },
          { exit: 0, check: async box => expect(await secretsOf(box)).toEqual(['newer', undefined]) },
        ],
      },
    ],
  },
  {
    id: 'W33',
    exits: [0],
    event: 'More than three quarters of all secrets changed',
    does: 'Applies it (after a break-in the old ones are dead), with an alarm.',
    served: 'the new ones',
    plays: [
      {
        when: 'all eight have new secrets',
        runs: [
          {
            change: reissued(1, 2, 3, 4, 5, 6, 7, 8),
            exit: 0,
            serves: 'world',
            alarms: ['mass_rotation'],
            audit: ['rotate'],
          },
        ],
      },
    ],
  },
  {
    id: 'W34',
    exits: [0],
    event: 'The service shows a new secret before the token server takes it',
    does: 'As for any new secret. A program may try `previous()` once after `invalid_client`, and then reports it.',
    served: 'the new one; the former on demand',
    plays: [
      {
        when: 'the old one still works for an hour',
        runs: [
          {
            change: [{ kind: 'secret.reissued', site: key(1), secret: 'early', overlap: '1h' }],
            exit: 0,
            serves: 'world',
            audit: ['rotate'],
            check: async box => expect(await secretsOf(box)).toEqual(['early', secret(1)]),
          },
        ],
      },
    ],
  },
  {
    id: 'W35',
    exits: [3, 4],
    event: 'A secret or a client id comes empty or null; or one secret comes for three schools or more',
    does: 'Empty: that row cannot be read, the last good one stays. The same for many: looks like a mask, held.',
    served: 'as before',
    plays: [
      ...[{ Secret: '' }, { Secret: null }, { ClientId: '' }, { ClientId: null }].map(member => ({
        when: `the row of school 1 has ${JSON.stringify(member)}`,
        runs: [
          {
            weather: [always('rap.clients', sends([credential(1, member)]), 1)],
            exit: 3,
            check: async (box: WireBox) => {
              const { out } = await box.run('list', '--json');
              expect(JSON.parse(out)[0].clients[0].carried.why).toBe('stale');
            },
          },
        ],
      })),
      {
        when: 'three schools show the same new secret, and a person approves',
        runs: [
          {
            change: [1, 2, 3].map(n => ({ kind: 'secret.reissued' as const, site: key(n), secret: '********' })),
            exit: 4,
            states: heldSites(1, 2, 3),
            alarms: ['same_secret'],
            audit: ['hold'],
          },
          { run: ['approve', '{digest}'], exit: 0, states: heldSites(1, 2, 3), audit: ['approve'] },
          { exit: 0, serves: 'world', audit: ['rotate'] },
        ],
      },
    ],
  },
  {
    id: 'W36',
    exits: [4],
    event: 'One client id comes for two schools',
    does: 'Holds both and serves no new one: a pair would open the wrong school. What else that answer lacks is held as well: it may be the other school’s. Nothing to approve, it ends upstream; `sharedClients` says if it is meant.',
    served: 'as before',
    plays: [
      {
        when: 'school 2 shows the client of school 1 as well',
        runs: [
          {
            weather: [always('rap.clients', sends([credential(2), credential(1)]), 2)],
            exit: 4,
            states: heldSites(1),
            alarms: ['cross_tenant'],
          },
        ],
      },
      {
        when: 'school 2 is answered with the clients of school 1',
        runs: [
          {
            weather: [always('rap.clients', sends([credential(1)]), 2)],
            exit: 4,
            states: heldSites(1, 2),
            alarms: ['cross_tenant'],
          },
          { exit: 0, serves: 'world' },
        ],
      },
      {
        when: 'school 2 shows both, and the policy says that it is meant',
        policy: { sharedClients: 'warn' },
        runs: [
          {
            weather: [always('rap.clients', sends([credential(2), credential(1)]), 2)],
            exit: 0,
            alarms: ['cross_tenant'],
            serves: 'any',
            check: async box => {
              const { out } = await box.run('get', guid(2), '--json');
              expect(JSON.parse(out).map((pair: { clientId: string }) => pair.clientId)).toEqual(
                [clientId(1), clientId(2)].sort(),
              );
            },
          },
        ],
      },
    ],
  },
  {
    id: 'W37',
    exits: [0, 4],
    event: 'One client id comes twice for one school',
    does: 'Alike: counted once, with an alarm. With two secrets: held as it was, and so is what else that answer lacks. Nothing to approve, it ends upstream.',
    served: 'as before',
    plays: [
      {
        when: 'the row of school 1 comes twice alike',
        runs: [{ weather: [always('rap.clients', { kind: 'duplicate' }, 1)], exit: 0, alarms: ['duplicate_client'] }],
      },
      {
        when: 'it comes with two secrets',
        runs: [
          {
            weather: [always('rap.clients', sends([credential(1), credential(1, { Secret: 'another' })]), 1)],
            exit: 4,
            states: heldSites(1),
            alarms: ['client_conflict'],
          },
        ],
      },
    ],
  },
  {
    id: 'W38',
    exits: [0],
    event: '`OCPAIMKey` appears, changes or is null',
    does: 'Nothing: it is not read, and stored nowhere.',
    served: 'yes',
    plays: [
      {
        when: 'the key appears, changes, and goes',
        switches: { 'rap.ocpKeyUnset': 'null' },
        runs: [
          { change: [{ kind: 'application.keySet', key: '00112233445566778899aabbccddeeff' }], run: ['plan'], exit: 0 },
          { change: [{ kind: 'application.keySet', key: 'ffeeddccbbaa99887766554433221100' }], run: ['plan'], exit: 0 },
          { change: [{ kind: 'application.keyCleared' }], exit: 0 },
        ],
      },
    ],
  },
  {
    id: 'W39',
    exits: [0],
    event: 'A school is installed again and has new credentials',
    does: 'Old out, new in, in one generation: never a moment without any.',
    served: 'the new ones',
    plays: [
      {
        when: 'school 1 leaves and returns between two runs',
        runs: [
          {
            change: [...leaves(1), { kind: 'site.reinstalled', site: key(1), credentials: 'new' }],
            exit: 0,
            serves: 'world',
            audit: ['tombstone'],
          },
        ],
      },
    ],
  },
  {
    id: 'W40',
    exits: [0],
    event: 'A school that had left returns',
    does: 'Served again from what is read now, never from what was kept. Back and forth three times in a week: an alarm.',
    served: 'fresh',
    plays: [
      {
        when: 'it returns with its credentials',
        runs: [
          { change: leaves(1), exit: 0, serves: 'world', states: gone, audit: ['tombstone'] },
          {
            change: [{ kind: 'site.reinstalled', site: key(1), credentials: 'same' }],
            exit: 0,
            serves: 'world',
            audit: ['restore'],
          },
        ],
      },
      {
        when: 'it returns with another secret',
        runs: [
          { change: leaves(1), exit: 0, serves: 'world', states: gone, audit: ['tombstone'] },
          {
            change: [{ kind: 'site.reinstalled', site: key(1), credentials: 'same' }, ...reissued(1)],
            exit: 0,
            serves: 'world',
            audit: ['restore'],
          },
        ],
      },
      {
        when: 'it returns after what was kept is destroyed',
        policy: { tombstoneKeepMs: 1 },
        runs: [
          { change: leaves(1), exit: 0, serves: 'world', states: gone, audit: ['tombstone'] },
          { exit: 0, states: gone },
          { exit: 0, states: gone, audit: ['purge'] },
          {
            change: [{ kind: 'site.reinstalled', site: key(1), credentials: 'same' }],
            exit: 0,
            serves: 'world',
            audit: ['restore'],
          },
        ],
      },
    ],
  },
];
