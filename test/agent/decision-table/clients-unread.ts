// W25 to W30 and W41 to W43: the Clients of some schools cannot be read, or say nothing.
import { expect } from 'vitest';
import type { Fault, Play, WireRow } from './wire-row.js';
import { always, guid, joins, leaves, status } from './wire-world.js';

const stale = { 2: 'active/linked stale' };
const stopped: Fault = { kind: 'stopped' };

const staleBy = (when: string, fault: Fault): Play => ({
  when,
  policy: { headersTimeoutMs: 300 },
  runs: [{ weather: [always('rap.clients', fault, 2)], exit: 3, states: stale }, { exit: 0 }],
});

export const clientsUnread: readonly WireRow[] = [
  {
    id: 'W25',
    exits: [3],
    event: 'The Clients of one school cannot be read: an error, a page, silence, a broken body',
    does: 'Keeps what was last read, marked stale. Never read before: pending, and first in the next sweep.',
    served: 'as before, marked stale',
    plays: [
      staleBy('they answer 500', status(500)),
      staleBy('they are the page of a stopped web app', stopped),
      staleBy('they are no JSON', { kind: 'garbage' }),
      staleBy('they break off', { kind: 'truncated', form: 'content-length', keep: 0.5 }),
      staleBy('the connection is reset', { kind: 'reset' }),
      staleBy('there is no answer', { kind: 'hang' }),
      {
        when: 'a new school cannot be read, and then can',
        runs: [
          {
            change: [joins(9)],
            weather: [always('rap.clients', status(500), 9)],
            exit: 3,
            states: { 9: 'pending/unread' },
          },
          {
            exit: 0,
            serves: 'world',
            policy: { concurrency: 1 },
            check: async ({ mock }) => {
              const [first] = mock.journal.list({ operation: 'rap.clients' }, 9);
              expect(first?.organisationId?.toUpperCase()).toBe(guid(9));
            },
          },
        ],
      },
    ],
  },
  {
    id: 'W26',
    exits: [3],
    event: 'The Clients of one school answer 401 to a brand-new token',
    does: 'As above; no second renewal for the same token.',
    served: 'as before, marked stale',
    plays: [
      {
        when: 'school 2 takes no token',
        policy: { concurrency: 1 },
        runs: [{ weather: [always('rap.clients', status(401), 2)], exit: 3, states: stale, asks: { token: 2 } }],
      },
    ],
  },
  {
    id: 'W27',
    exits: [3],
    event: 'The Clients of a school are refused (403, 404) although both lists show it',
    does: 'A contradiction: keeps it, with an alarm.',
    served: 'as before, marked stale',
    plays: ([403, 404] as const).map(code => ({
      when: `school 2 answers ${code}`,
      runs: [
        {
          weather: [always('rap.clients', status(code), 2)],
          exit: 3,
          states: stale,
          alarms: ['list_clients_conflict'],
        },
      ],
    })),
  },
  {
    id: 'W28',
    exits: [0],
    event: 'The Clients of a school are `[]`, and it never had any',
    does: 'Knows it as pending: linked, no credential yet.',
    served: 'nothing, as there is nothing',
    plays: [
      {
        when: 'a new school has none yet',
        runs: [
          {
            change: [joins(9)],
            weather: [always('rap.clients', { kind: 'empty' }, 9)],
            exit: 0,
            states: { 9: 'pending/no-client' },
          },
        ],
      },
    ],
  },
  {
    id: 'W29',
    exits: [0, 4],
    event: 'The Clients of a school are `[]`, and it had some',
    does: 'Tombstones them. Many schools at once look like a lost permission: held by a guard.',
    served: 'no more; held: as before',
    plays: [
      {
        when: 'school 1 shows none',
        runs: [
          {
            weather: [always('rap.clients', { kind: 'empty' }, 1)],
            exit: 0,
            serves: { before: [2, 3, 4, 5, 6, 7, 8] },
            states: { 1: 'pending/empty' },
            audit: ['tombstone'],
          },
        ],
      },
      {
        when: 'three of eight show none',
        runs: [
          {
            weather: [1, 2, 3].map(n => always('rap.clients', { kind: 'empty' }, n)),
            exit: 4,
            states: { 1: 'active/linked held', 2: 'active/linked held', 3: 'active/linked held' },
            alarms: ['guard_tripped'],
            audit: ['hold'],
          },
        ],
      },
    ],
  },
  {
    id: 'W30',
    exits: [0, 3],
    event: 'The Clients of a school are 204 or `null`',
    does: 'Never had any: as none yet, with an alarm. Had some: that proves nothing.',
    served: 'as before, marked stale',
    plays: [
      {
        when: 'a new school answers 204',
        runs: [
          {
            change: [joins(9)],
            weather: [always('rap.clients', status(204), 9)],
            exit: 0,
            states: { 9: 'pending/no-client' },
            alarms: ['no_content'],
          },
        ],
      },
      staleBy('a school that had some answers 204', status(204)),
      staleBy('a school that had some answers null', { kind: 'wrongType', as: 'null' }),
    ],
  },
  {
    id: 'W41',
    exits: [3],
    event: 'The Clients of more than 5 % of the schools, and at least 2, cannot be read',
    does: 'Postpones all removals by absence to a healthier run; nobody needs to approve.',
    served: 'as before',
    plays: [
      {
        when: 'two of seven fail and school 8 has left',
        runs: [
          {
            change: leaves(8),
            weather: [1, 2].map(n => always('rap.clients', status(500), n)),
            exit: 3,
            states: { 1: 'active/linked stale', 2: 'active/linked stale', 8: 'active/linked postponed' },
          },
          { exit: 0, serves: 'world', states: { 8: 'tombstone/gone' }, audit: ['tombstone'] },
        ],
      },
    ],
  },
  {
    id: 'W42',
    exits: [6],
    event: 'More than 20 %, and at least 5, cannot be read, or the service is down in mid-sweep',
    does: 'Stops the sweep; nothing is committed, and the next run reads everything anew.',
    served: 'everything as before',
    plays: [
      {
        when: 'five of eight fail and one has left',
        runs: [
          {
            change: leaves(8),
            weather: [1, 2, 3, 4, 5].map(n => always('rap.clients', stopped, n)),
            exit: 6,
            says: 'too_many_unread',
            asks: { list: 1 },
          },
          // What the stopped sweep had read is not kept.
          { exit: 0, serves: 'world', states: { 8: 'tombstone/gone' }, audit: ['tombstone'], asks: { clients: 7 } },
        ],
      },
      {
        when: 'the service goes down in mid-sweep and stays down',
        policy: { breaker: { inARow: 3, openMs: 5, openings: 1 }, attempts: 1, concurrency: 1 },
        runs: [
          {
            weather: [always('rap.clients', status(503)), { on: 'rap.sites', fault: stopped, nth: 2 }],
            exit: 6,
            says: 'breaker',
          },
        ],
      },
    ],
  },
  {
    id: 'W43',
    exits: [0],
    event: 'A program is refused (`invalid_client`) with a pair from the vault: `sims-agent refused <organisationId>`',
    does: 'Notes it; the next sweep reads that school first. Nothing is fetched at once, nothing withheld.',
    served: 'as before',
    notInPlan: 'it changes only the order of the sweep; see order.test.ts',
    plays: [
      {
        when: 'school 5 was given a new secret since',
        runs: [
          { run: ['refused', guid(5)], exit: 0, asks: { token: 0, list: 0, clients: 0 }, audit: ['refused'] },
          {
            change: [{ kind: 'secret.reissued', site: 'school-5' }],
            policy: { concurrency: 1 },
            exit: 0,
            serves: 'world',
            audit: ['rotate'],
            says: 'code=changed',
            check: async ({ mock }) => {
              const [first] = mock.journal.list({ operation: 'rap.clients' }, 8);
              expect(first?.organisationId?.toUpperCase()).toBe(guid(5));
            },
          },
          {
            policy: { concurrency: 1 },
            exit: 0,
            check: async ({ mock }) => {
              const [first] = mock.journal.list({ operation: 'rap.clients' }, 8);
              expect(first?.organisationId?.toUpperCase()).not.toBe(guid(5));
            },
          },
        ],
      },
      {
        when: 'school 5 cannot be read then, so the note stays',
        runs: [
          { run: ['refused', guid(5).toLowerCase()], exit: 0, audit: ['refused'] },
          { weather: [always('rap.clients', status(500), 5)], exit: 3, states: { 5: 'active/linked stale' } },
          { exit: 0, says: 'code=same' },
        ],
      },
      {
        when: 'the school is not served, or no school',
        runs: [
          { run: ['refused', guid(99)], exit: 1, says: 'unknown organisation' },
          { run: ['refused', '../../standing'], exit: 1, says: 'unknown organisation' },
        ],
      },
    ],
  },
];
