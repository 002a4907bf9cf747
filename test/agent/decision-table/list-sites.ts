// W12 to W24: single schools in the site list.
import type { WireRow } from './wire-row.js';
import { always, disabled, guid, joins, key, leaves, rows, sends, status } from './wire-world.js';

const all = [1, 2, 3, 4, 5, 6, 7, 8];
const but = (...gone: readonly number[]): number[] => all.filter(n => !gone.includes(n));
const tombstone = { 3: 'tombstone/gone' };

export const listSites: readonly WireRow[] = [
  {
    id: 'W12',
    exits: [0],
    event: 'A school is missing from both lists',
    does: 'Tombstones it: not served, its sealed secrets kept for a week and two more complete copies.',
    served: 'no more',
    plays: [
      {
        when: 'school 3 has left',
        runs: [{ change: leaves(3), exit: 0, serves: 'world', states: tombstone, audit: ['tombstone'] }],
      },
    ],
  },
  {
    id: 'W13',
    exits: [0],
    event: 'A school is in the first list only, and its Clients can be read',
    does: 'Marks it as leaving and keeps it; the next cycle decides.',
    served: 'as before',
    plays: [
      {
        when: 'the second list lacks school 3, and then both do',
        runs: [
          {
            weather: [{ on: 'rap.sites', nth: 2, fault: sends(rows(...but(3))) }],
            exit: 0,
            states: { 3: 'active/linked leaving' },
          },
          { change: leaves(3), exit: 0, serves: 'world', states: tombstone, audit: ['tombstone'] },
        ],
      },
    ],
  },
  {
    id: 'W14',
    exits: [0],
    event: 'A school is in the first list only, and its Clients are refused',
    does: 'Two witnesses: tombstones it.',
    served: 'no more',
    plays: [
      {
        when: 'school 3 leaves right after the first list',
        runs: [
          {
            weather: [{ on: 'rap.sites', nth: 1, change: leaves(3) }],
            exit: 0,
            serves: 'world',
            states: tombstone,
            audit: ['tombstone'],
          },
        ],
      },
    ],
  },
  {
    id: 'W15',
    exits: [0],
    event: 'A school is in the second list only',
    does: 'Reads its Clients at once.',
    served: 'fresh',
    plays: [
      {
        when: 'school 9 joins right after the first list',
        runs: [
          {
            weather: [{ on: 'rap.sites', nth: 1, change: [joins(9)] }],
            exit: 0,
            serves: 'world',
            asks: { clients: 9 },
          },
        ],
      },
      {
        when: 'the first list lacks school 3',
        runs: [
          { weather: [{ on: 'rap.sites', nth: 1, fault: sends(rows(...but(3))) }], exit: 0, asks: { clients: 8 } },
        ],
      },
    ],
  },
  {
    id: 'W16',
    exits: [0],
    event: 'A school is listed twice alike, whatever the case of its id',
    does: 'Counts it once, with an alarm.',
    served: 'yes',
    plays: [
      {
        when: 'rows come twice',
        switches: { 'rap.guidCase': 'mixed' },
        runs: [
          {
            weather: [always('rap.sites', { kind: 'duplicate' })],
            exit: 0,
            alarms: ['duplicate_site'],
            asks: { clients: 8 },
          },
        ],
      },
    ],
  },
  {
    id: 'W17',
    exits: [4],
    event: 'A school is listed twice with different `Authorised`',
    does: 'Leaves it as it was; nothing to approve, it ends upstream.',
    served: 'as before',
    plays: [
      {
        when: 'school 2 comes with 1 and with 0',
        runs: [
          {
            weather: [always('rap.sites', sends([...rows(...all), { ...rows(2)[0], Authorised: 0 }]))],
            exit: 4,
            states: { 2: 'active/linked held' },
            alarms: ['list_conflict'],
          },
        ],
      },
    ],
  },
  {
    id: 'W18',
    exits: [0],
    event: 'A school has `Authorised` 0: it waits for approval',
    does: 'Does not ask for its Clients. Served before: suspended, nothing is deleted. New: known as pending.',
    served: 'no',
    plays: [
      {
        when: 'a new school waits',
        runs: [
          {
            change: [{ kind: 'site.installed', site: key(9), pending: true }],
            exit: 0,
            states: { 9: 'pending/awaiting' },
            asks: { clients: 8 },
          },
        ],
      },
      {
        when: 'a served school waits again',
        runs: [
          {
            weather: [always('rap.sites', sends([...rows(...but(1)), { ...rows(1)[0], Authorised: 0 }]))],
            exit: 0,
            serves: { before: but(1) },
            states: { 1: 'suspended/awaiting' },
            audit: ['suspend'],
            asks: { clients: 7 },
          },
        ],
      },
    ],
  },
  {
    id: 'W19',
    exits: [0],
    event: 'A school has `Authorised` 2 or another number: switched off',
    does: 'Suspends it; nothing is deleted, however long it lasts.',
    served: 'no',
    plays: [
      {
        when: 'the supplier switches school 1 off',
        runs: [
          { change: disabled(1), exit: 0, serves: 'world', states: { 1: 'suspended/disabled' }, audit: ['suspend'] },
        ],
      },
    ],
  },
  {
    id: 'W20',
    exits: [0],
    event: 'A school has no `Authorised`, or `null`',
    does: 'Suspends it, with an alarm: no consent is shown.',
    served: 'no',
    plays: [
      {
        when: 'it is null',
        switches: { 'rap.authorisedValues': '1/0/null' },
        runs: [
          {
            change: disabled(1),
            exit: 0,
            serves: 'world',
            states: { 1: 'suspended/unknown' },
            alarms: ['no_consent_shown'],
            audit: ['suspend'],
          },
        ],
      },
      {
        when: 'the member is missing',
        runs: [
          {
            weather: [always('rap.sites', sends([...rows(...but(1)), { ...rows(1)[0], Authorised: undefined }]))],
            exit: 0,
            serves: { before: but(1) },
            states: { 1: 'suspended/unknown' },
            alarms: ['no_consent_shown'],
            audit: ['suspend'],
          },
        ],
      },
    ],
  },
  {
    id: 'W21',
    exits: [4],
    event: 'So many schools are switched off at once that a guard trips',
    does: 'Holds the suspensions, counted apart from removals.',
    served: 'as before, marked held',
    plays: [
      {
        when: 'three of eight are switched off',
        runs: [
          {
            change: disabled(1, 2, 3),
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
    id: 'W22',
    exits: [0, 3, 4],
    event: 'A suspended school is authorised again',
    does: 'Serves each client read in the same cycle; one kept on older evidence waits, and with none read the school stays suspended.',
    served: 'fresh, or not yet',
    plays: [
      {
        when: 'its Clients fail first, then are read',
        runs: [
          { change: disabled(1), exit: 0, serves: 'world', states: { 1: 'suspended/disabled' }, audit: ['suspend'] },
          {
            change: [{ kind: 'site.enabled', site: key(1) }],
            weather: [always('rap.clients', status(500), 1)],
            exit: 3,
            states: { 1: 'suspended/disabled stale' },
          },
          { exit: 0, serves: 'world', audit: ['resume'] },
        ],
      },
      {
        when: 'its new secret is that of two others, too, and a person approves',
        runs: [
          { change: disabled(1), exit: 0, serves: 'world', states: { 1: 'suspended/disabled' }, audit: ['suspend'] },
          {
            change: [
              { kind: 'site.enabled', site: key(1) },
              ...[1, 2, 3].map(n => ({ kind: 'secret.reissued' as const, site: key(n), secret: '********' })),
            ],
            exit: 4,
            states: { 1: 'suspended/disabled held', 2: 'active/linked held', 3: 'active/linked held' },
            alarms: ['same_secret'],
            audit: ['hold'],
          },
          {
            run: ['approve', '{digest}'],
            exit: 0,
            states: { 1: 'suspended/disabled held', 2: 'active/linked held', 3: 'active/linked held' },
            audit: ['approve'],
          },
          { exit: 0, serves: 'world', audit: ['resume', 'rotate'] },
        ],
      },
    ],
  },
  {
    id: 'W23',
    exits: [0],
    event: 'A school changes its name or code, as when it becomes an academy',
    does: 'Changes the labels; they are never keys.',
    served: 'yes',
    plays: [
      {
        when: 'school 1 is renamed and recoded',
        runs: [
          {
            change: [
              { kind: 'site.renamed', site: key(1), name: 'An Academy' },
              { kind: 'site.recoded', site: key(1), dfeCode: '9999999' },
            ],
            exit: 0,
          },
        ],
      },
    ],
  },
  {
    id: 'W24',
    exits: [0, 3],
    event: 'The list shows your own organisation among the schools',
    does: 'Treats it as any other. If its Clients are always refused, name it in `ignoreOrganisations`.',
    served: 'if it has clients',
    plays: [
      {
        when: 'its Clients are read, then refused, then it is ignored',
        switches: { 'rap.tiRow': 'on' },
        runs: [
          { exit: 0, states: { 0: 'pending/no-client' } },
          {
            weather: [{ on: 'rap.clients', school: 0, fault: status(403) }],
            exit: 3,
            states: { 0: 'pending/no-client stale' },
            alarms: ['list_clients_conflict'],
          },
          { policy: { ignoreOrganisations: [guid(0)] }, exit: 0, states: { 0: 'pending/no-client stale' } },
        ],
      },
    ],
  },
];
