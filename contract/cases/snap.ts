import { sync } from '../act.js';
import type { Case } from '../case.js';
import { schools } from '../compare.js';
import { good, holdsTruth, numbers, requestsFor } from '../evidence.js';
import type { Finding } from '../finding.js';
import { type Moment, moment, type Seen } from '../seen.js';

/** The snapshot: every school, every client, exact secrets, every time. */
export const SNAP: readonly Case[] = [
  {
    id: 'SNAP-01',
    level: 'must',
    says: 'The agent reads the list, and the credentials of every authorised school in it, in each sync.',
    means: 'Each copy is a full one, so a school that joined, left or has a new password is noticed the same day.',
    clauses: ['S002-7'],
    looksAt: ['wire'],
    mend: 'Call GetSiteByApplication, then Clients for each row with Authorised 1, in every sync, also when nothing seems to have changed.',
    rounds: [
      {
        name: 'twice',
        tells: 'Three schools use the product. Nothing changes between two syncs.',
        weather: {},
        acts: [sync('first'), sync('second')],
        judge: seen => ['first', 'second'].flatMap(name => readsAll(moment(seen, name), seen)),
      },
    ],
  },
  {
    id: 'SNAP-02',
    level: 'must',
    says: 'What the agent stores after a sync is what the service held: every school, every client, exact secrets.',
    means: 'No school is left without its password, and none has a garbled one.',
    clauses: ['S002-7'],
    looksAt: ['dump'],
    mend: 'Store every row of every Clients answer under its OrganisationId and ClientId, and the Secret as the exact string of the JSON.',
    rounds: [
      {
        name: 'three-schools',
        tells: 'The first sync of all.',
        weather: {},
        acts: [sync('first')],
        judge: seen => holdsTruth(moment(seen, 'first'), seen),
      },
    ],
  },
];

function readsAll(at: Moment, seen: Seen): readonly Finding[] {
  const lists = good(requestsFor(at, 'rap.sites'));
  if (lists.length === 0)
    return [
      {
        expected: `"${at.name}" reads the list of schools`,
        seen: 'no list was read',
        exchanges: numbers(at.exchanges),
      },
    ];
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
