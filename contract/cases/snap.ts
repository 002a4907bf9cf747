import { begin, change, sync, syncOnly } from '../act.js';
import type { Case } from '../case.js';
import { schools } from '../compare.js';
import { good, numbers, requestsFor } from '../evidence.js';
import type { Finding } from '../finding.js';
import { type Moment, moment, type Seen } from '../seen.js';
import { given, oldOrNew, truthAfter } from '../stored.js';
import { mark, strike } from '../weather.js';
import { SNAP_ROWS } from './snap-rows.js';

/** The agent has run, and is seen to take up an ordinary piece of news: only then is its copy of a stormy day judged. */
const FAIR = [
  syncOnly('first'),
  change({ kind: 'secret.reissued', site: 'riverside' }),
  sync('fair weather'),
  begin('the walk'),
] as const;

/** Characters that XML, JSON, forms and shells treat in their own ways, and blanks at both ends. */
const AWKWARD = ' p+q/r%2Bs=t&u:v£"\\<w>\' ';

/** The snapshot: every school, every client, exact secrets, every time. */
export const SNAP: readonly Case[] = [
  {
    id: 'SNAP-01',
    level: 'must',
    says: 'The agent reads the list, and the credentials of every authorised school in it, in each sync.',
    means: 'Each copy is a full one, so a school that joined, left or has a new password is noticed the same day.',
    clauses: ['S002-3', 'S002-4', 'S002-7'],
    looksAt: ['wire'],
    mend: 'Call GetSiteByApplication, then Clients for each row with Authorised 1, in every sync, also when nothing seems to have changed.',
    rounds: [
      {
        name: 'twice',
        tells: 'Three schools use the product. Nothing changes between two syncs.',
        weather: {},
        acts: [syncOnly('first'), syncOnly('second')],
        judge: seen => ['first', 'second'].flatMap(name => readsAll(moment(seen, name), seen)),
      },
    ],
  },
  {
    id: 'SNAP-02',
    level: 'must',
    says: 'What the agent stores after a sync is what the service held: every school, every client, exact secrets.',
    means: 'No school is left without its password, and none has a garbled one.',
    clauses: ['S002-6', 'S002-7'],
    looksAt: ['dump'],
    mend: 'Store every row of every Clients answer under its OrganisationId and ClientId, and the Secret as the exact string of the JSON: not trimmed, not decoded, not escaped.',
    rounds: [
      {
        name: 'three-schools',
        tells: 'The first sync of all.',
        weather: {},
        acts: [sync('first')],
        judge: truthAfter('first'),
      },
      {
        name: 'many-clients',
        tells: 'Two schools have two credentials each.',
        weather: {
          begins: [
            { kind: 'client.issued', site: 'oakfield', client: 'simsprimary' },
            { kind: 'client.issued', site: 'riverside', client: 'simsprimary' },
          ],
        },
        acts: [sync('first')],
        judge: truthAfter('first'),
      },
      {
        name: 'awkward-secret',
        tells: "Oakfield's secret has blanks at its ends and characters that are easily spoilt on the way.",
        weather: { begins: [{ kind: 'secret.reissued', site: 'oakfield', secret: AWKWARD }] },
        acts: [sync('first')],
        judge: truthAfter('first'),
      },
    ],
  },
  {
    id: 'SNAP-03',
    level: 'must',
    says: 'A change in the middle of a walk never leaves the agent with a credential that neither the old nor the new world held; the next sync puts it right.',
    means:
      'A school that changes something at the very minute of the sync does not end up with a wrong password, or with that of another school.',
    clauses: ['G', 'S002-7'],
    looksAt: ['dump'],
    mend: 'Store each Clients answer under the OrganisationId it was asked for, and nothing where there was no good answer. Do not pair answers with rows of another reading of the list.',
    rounds: [
      {
        name: 'new-secrets',
        tells:
          "Oakfield's secret is replaced just after it was read, St Mary's just before. The next sync finds both new.",
        weather: {
          steps: [
            mark('the walk'),
            strike('oakfield right after', 'rap.clients', {
              site: 'oakfield',
              after: 'the walk',
              changes: [{ kind: 'secret.reissued', site: 'oakfield' }],
            }),
            strike("st mary's right before", 'rap.clients', {
              site: 'st-marys',
              after: 'the walk',
              before: true,
              changes: [{ kind: 'secret.reissued', site: 'st-marys' }],
            }),
          ],
        },
        acts: [...FAIR, sync('during'), sync('next')],
        judge: seen =>
          given(moment(seen, 'fair weather'), seen, () => [...eitherWorld(seen), ...truthAfter('next')(seen)]),
      },
      {
        name: 'schools-move',
        tells:
          "Just after the list was read, Oakfield leaves, and St Mary's has left and is back with new credentials.",
        weather: {
          steps: [
            mark('the walk'),
            strike('right after the list', 'rap.sites', {
              after: 'the walk',
              changes: [
                { kind: 'site.removed', site: 'oakfield' },
                { kind: 'site.removed', site: 'st-marys' },
                { kind: 'site.reinstalled', site: 'st-marys', credentials: 'new' },
              ],
            }),
          ],
        },
        acts: [...FAIR, sync('during')],
        judge: seen => given(moment(seen, 'fair weather'), seen, () => eitherWorld(seen)),
      },
    ],
  },
  ...SNAP_ROWS,
  {
    id: 'SNAP-06',
    level: 'must',
    says: 'A school that was added is in the store after the next sync.',
    means: 'A new customer can start the day after signing.',
    clauses: ['S002-7', 'S002-11'],
    looksAt: ['dump'],
    mend: 'Take the schools from the list of this sync, not from the one you know: GetSiteByApplication, then Clients for every authorised row, new ones included.',
    rounds: [
      {
        name: 'joins',
        tells: 'Hillcrest starts to use the product between two syncs.',
        weather: {},
        acts: [syncOnly('first'), change({ kind: 'site.installed', site: 'hillcrest' }), sync('second')],
        judge: truthAfter('second'),
      },
    ],
  },
];

function eitherWorld(seen: Seen): readonly Finding[] {
  const during = moment(seen, 'during');
  return oldOrNew(during, [during.before, during.truth], seen);
}

function readsAll(at: Moment, seen: Seen): readonly Finding[] {
  const lists = good(requestsFor(at, 'rap.sites'));
  const expected = `"${at.name}" reads the list of schools`;
  if (lists.length === 0) return [{ expected, seen: 'no list was read', exchanges: numbers(at.exchanges) }];
  const read = new Set(good(requestsFor(at, 'rap.clients')).map(each => each.organisationId?.toLowerCase()));
  const missed = [...new Set(at.truth.map(({ organisationId }) => organisationId))].filter(
    id => !read.has(id.toLowerCase()),
  );
  if (missed.length === 0) return [];
  return [
    {
      expected: `"${at.name}" reads the credentials of every authorised school`,
      seen: `no Clients call for ${schools(missed, seen.world)}`,
    },
  ];
}
