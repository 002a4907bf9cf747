// W01 to W11: the site list is empty, unreadable, refused, or far too short.

import type { Fault, Play, WireRow } from './wire-row.js';
import { always, joins, key, leaves, reissued, rows, sends, status } from './wire-world.js';

const all = [1, 2, 3, 4, 5, 6, 7, 8];
const held = (...schools: readonly number[]) => Object.fromEntries(schools.map(n => [n, 'active/linked held']));

/** Both lists come with this fault: nothing is committed. */
const unreadable = (when: string, fault: Fault, says: string, asks: number, exit = 6): Play => ({
  when,
  runs: [{ weather: [always('rap.sites', fault)], exit, says, asks: { list: asks, clients: 0 } }],
});

export const listLost: readonly WireRow[] = [
  {
    id: 'W01',
    exits: [4],
    event: 'The site list comes back empty, and the vault is not',
    does: 'Reads it again a minute later. Empty again: everything is held for a person.',
    served: 'everything as before, marked held',
    plays: [
      {
        when: 'both lists are empty',
        runs: [
          {
            weather: [always('rap.sites', { kind: 'empty' })],
            exit: 4,
            states: held(...all),
            alarms: ['guard_tripped'],
            audit: ['hold'],
            asks: { list: 2, clients: 0 },
          },
        ],
      },
      {
        when: 'only the first list is empty',
        runs: [{ weather: [{ on: 'rap.sites', nth: 1, fault: { kind: 'empty' } }], exit: 0, asks: { clients: 8 } }],
      },
    ],
  },
  {
    id: 'W02',
    exits: [0],
    event: 'The site list is empty, and so is the vault',
    does: 'Commits an empty generation.',
    served: 'nothing, as there is nothing',
    plays: [
      { when: 'no school uses the application yet', schools: 0, empty: true, runs: [{ exit: 0, serves: 'world' }] },
    ],
  },
  {
    id: 'W03',
    exits: [6, 0],
    event: 'The list is 204, or the body is `null`',
    does: 'That is no list: nothing is committed. With an empty vault it counts as an empty list, with an alarm.',
    served: 'everything as before',
    plays: [
      ...(['204', 'null-body'] as const).map(
        (form): Play => ({
          when: `the list is ${form} over a full vault`,
          runs: [
            {
              change: [{ kind: 'list.hidden', all: true }],
              switches: { 'rap.emptyList': form },
              exit: 6,
              says: 'list_no_content',
            },
          ],
        }),
      ),
      {
        when: 'the list is 204 and the vault is empty',
        schools: 0,
        empty: true,
        switches: { 'rap.emptyList': '204' },
        runs: [{ exit: 0, serves: 'world', alarms: ['no_content'] }],
      },
    ],
  },
  {
    id: 'W04',
    exits: [6],
    event: 'The list breaks off, is no JSON, or is JSON of another kind',
    does: 'Tries again, then commits nothing. A broken list is never read as far as it goes.',
    served: 'everything as before',
    plays: [
      unreadable('it breaks off before its length', { kind: 'truncated', form: 'content-length', keep: 0.5 }, '', 3),
      unreadable('it breaks off between chunks', { kind: 'truncated', form: 'chunked', keep: 0.5 }, '', 3),
      unreadable('it is no JSON', { kind: 'garbage' }, 'unreadable', 2),
      ...(['object', 'string', 'error'] as const).map(as =>
        unreadable(`it is a JSON ${as}`, { kind: 'wrongType', as }, 'wrong_type', 2),
      ),
    ],
  },
  {
    id: 'W05',
    exits: [3],
    event: 'A row of the list has no usable organisation id',
    does: 'Believes the other rows; a school missing beside it is postponed, since it may be that row.',
    served: 'everything as before',
    plays: [
      {
        when: 'school 3 is missing and a row has no id',
        runs: [
          {
            weather: [
              always('rap.sites', sends([...rows(1, 2, 4, 5, 6, 7, 8), { ...rows(3)[0], OrganisationId: null }])),
            ],
            exit: 3,
            states: { 3: 'active/linked postponed' },
            alarms: ['list_gaps'],
          },
        ],
      },
    ],
  },
  {
    id: 'W06',
    exits: [5],
    event: 'The list answers 401 although the token is brand new',
    does: 'Stops; nothing is committed.',
    served: 'everything as before',
    plays: [unreadable('every token is refused', status(401), 'token_refused', 2, 5)],
  },
  {
    id: 'W07',
    exits: [5],
    event: 'The list answers 403, empty or JSON',
    does: 'Stops: the vendor client is not linked to this application.',
    served: 'everything as before',
    plays: [
      unreadable('it is an empty 403', status(403), 'application_refused', 1, 5),
      unreadable(
        'it is a JSON 403',
        { kind: 'status', status: 403, body: '{"Message":"no"}' },
        'application_refused',
        1,
        5,
      ),
    ],
  },
  {
    id: 'W08',
    exits: [6],
    event: 'A web page comes where the list belongs: “this web app is stopped”, maintenance, a login page',
    does: 'The service is down; a page is never read as a decision of a school.',
    served: 'everything as before',
    plays: [
      unreadable('the web app is stopped', { kind: 'stopped' }, 'html_403', 1),
      unreadable(
        'it is a page with 503',
        { kind: 'maintenance', form: 'html-503', retryAs: 'seconds' },
        'status_503',
        3,
      ),
      unreadable('it is a page with 200', { kind: 'html', status: 200 }, 'html_200', 2),
    ],
  },
  {
    id: 'W09',
    exits: [6],
    event: 'The list answers 400, 404 or 405',
    does: 'Stops and names the application id as the first thing to check. An integer there is refused before any request.',
    served: 'everything as before',
    plays: [
      ...([404, 400, 405] as const).map(code => unreadable(`it answers ${code}`, status(code), `status_${code}`, 1)),
      {
        when: 'the application id is the integer of an address bar',
        runs: [
          {
            env: () => ({ SIMS_APPLICATION_ID: '4711' }),
            exit: 78,
            says: 'SIMS_APPLICATION_ID',
            asks: { token: 0, list: 0 },
          },
        ],
      },
    ],
  },
  {
    id: 'W10',
    exits: [4],
    event: 'So many schools are missing that a guard trips',
    does: 'Holds all removals for a person; new schools, changed secrets and other changes go ahead.',
    served: 'the missing ones as before, the others fresh',
    plays: [
      {
        when: 'three of eight are missing, one is new and one has a new secret',
        runs: [
          {
            change: [{ kind: 'list.hidden', sites: [key(3), key(4), key(5)] }, joins(9), ...reissued(1)],
            exit: 4,
            serves: { before: [3, 4, 5], world: [1, 2, 6, 7, 8, 9] },
            states: held(3, 4, 5),
            alarms: ['guard_tripped'],
            audit: ['hold', 'rotate'],
          },
        ],
      },
      {
        when: 'the list is cut between two rows and reads well',
        runs: [
          {
            weather: [always('rap.sites', { kind: 'truncated', form: 'valid-json', rows: 5 })],
            exit: 4,
            states: held(6, 7, 8),
            alarms: ['guard_tripped'],
            audit: ['hold'],
          },
        ],
      },
    ],
  },
  {
    id: 'W11',
    exits: [4, 0],
    event: 'Many schools really leave at once',
    does: 'Holds them until `sims-agent approve <digest>`; the next sync with exactly these removals applies them.',
    served: 'as before until approved, then no more',
    plays: [
      {
        when: 'three of eight leave, and a person approves',
        runs: [
          { change: leaves(1, 2, 3), exit: 4, states: held(1, 2, 3), alarms: ['guard_tripped'], audit: ['hold'] },
          { run: ['approve', '{digest}'], exit: 0, states: held(1, 2, 3), audit: ['approve'], asks: { token: 0 } },
          {
            exit: 0,
            serves: 'world',
            states: { 1: 'tombstone/gone', 2: 'tombstone/gone', 3: 'tombstone/gone' },
            audit: ['tombstone'],
          },
        ],
      },
      {
        when: 'the approval has expired, and the hold is overdue',
        policy: { approvalMs: 1, holdOverdueMs: 1 },
        runs: [
          { change: leaves(1, 2, 3), exit: 4, states: held(1, 2, 3), alarms: ['guard_tripped'], audit: ['hold'] },
          { run: ['approve', '{digest}'], exit: 0, states: held(1, 2, 3), audit: ['approve'] },
          { exit: 4, states: held(1, 2, 3), alarms: ['guard_tripped', 'hold_overdue'], audit: ['hold'] },
        ],
      },
      {
        when: 'another digest is approved, or too little of it',
        runs: [
          { change: leaves(1, 2, 3), exit: 4, states: held(1, 2, 3), alarms: ['guard_tripped'], audit: ['hold'] },
          { run: ['approve', '0123456789ab'], exit: 64, says: 'not the one now held', states: held(1, 2, 3) },
          { run: ['approve', '0123456789a'], exit: 64, says: 'at least 12', states: held(1, 2, 3) },
        ],
      },
      {
        when: 'one more leaves after the approval',
        runs: [
          { change: leaves(1, 2, 3), exit: 4, states: held(1, 2, 3), alarms: ['guard_tripped'], audit: ['hold'] },
          { run: ['approve', '{digest}'], exit: 0, states: held(1, 2, 3), audit: ['approve'] },
          { change: leaves(4), exit: 4, states: held(1, 2, 3, 4), alarms: ['guard_tripped'], audit: ['hold'] },
        ],
      },
    ],
  },
];
