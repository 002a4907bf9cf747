import type { Change } from '../../mock-server/index.js';
import { advance, begin, change, end, HOUR, sync, syncOnly } from '../act.js';
import type { Case } from '../case.js';
import { holdsTruth, lacks, organisationOf } from '../evidence.js';
import type { Finding } from '../finding.js';
import { moment, type Seen } from '../seen.js';
import { given, keeps } from '../stored.js';
import { mark, spell, strike } from '../weather.js';
import { DEL_STORMS } from './del-storms.js';

/** Twelve rows: one school that leaves is no cause for alarm under anybody's guard. */
const ELEVEN_SCHOOLS: readonly Change[] = [{ kind: 'estate.grown', by: 8 }];

const TEN_SCHOOLS: readonly Change[] = [{ kind: 'estate.grown', by: 7 }];

/** Deletion: what is gone upstream goes; what merely cannot be read stays. */
export const DEL: readonly Case[] = [
  {
    id: 'DEL-01',
    level: 'must',
    says: 'A school that a good and complete answer no longer lists loses its stored credentials at the next sync.',
    means: 'When a school stops using a product, the product no longer has the keys to its data.',
    clauses: ['S002-7'],
    looksAt: ['dump'],
    mend: 'After a good and complete GetSiteByApplication, remove from the store (or stop handing out) what belongs to schools that are not in it. The dump prints what would be handed out.',
    rounds: [
      {
        name: 'leaves',
        tells: 'One of eleven schools leaves between two syncs.',
        weather: { begins: ELEVEN_SCHOOLS },
        acts: [syncOnly('before'), change({ kind: 'site.removed', site: 'oakfield' }), sync('after')],
        judge: seen => gone('oakfield', 'after', seen),
      },
      {
        name: 'leaves-meanwhile',
        tells: 'One of eleven schools leaves just after the list was read. The sync after that must notice.',
        weather: {
          begins: ELEVEN_SCHOOLS,
          steps: [
            mark('the walk'),
            strike('oakfield leaves', 'rap.sites', {
              after: 'the walk',
              changes: [{ kind: 'site.removed', site: 'oakfield' }],
            }),
          ],
        },
        acts: [syncOnly('before'), begin('the walk'), syncOnly('meanwhile'), sync('after')],
        judge: seen => gone('oakfield', 'after', seen),
      },
    ],
  },
  ...DEL_STORMS,
  {
    id: 'DEL-04',
    level: 'should',
    says: 'An empty or suddenly short list is not believed at once; a true mass exit can be confirmed by a person.',
    means: 'A fault in the list does not take the product away from every school in one night.',
    clauses: ['G'],
    looksAt: ['dump'],
    mend: 'Hold deletions back when more than a few schools, or more than a tenth, would go at once; read the list again, tell a person, and give that person a way to say that it is true.',
    rounds: [
      {
        name: 'empty',
        tells: 'By a fault of the service the list holds nobody. Nobody has left.',
        weather: { begins: ELEVEN_SCHOOLS, steps: spell('an empty list', 'rap.sites', { kind: 'empty' }) },
        acts: [sync('before'), begin('an empty list'), sync('empty'), end('an empty list')],
        judge: seen => given(moment(seen, 'before'), seen, () => keeps(moment(seen, 'empty'), seen)),
      },
      {
        name: 'short',
        tells: 'By a fault of the service the list ends after three of twelve rows. Nobody has left.',
        weather: {
          begins: ELEVEN_SCHOOLS,
          steps: spell('a short list', 'rap.sites', { kind: 'truncated', form: 'valid-json', rows: 3 }),
        },
        acts: [sync('before'), begin('a short list'), sync('short'), end('a short list')],
        judge: seen => given(moment(seen, 'before'), seen, () => keeps(moment(seen, 'short'), seen)),
      },
      {
        name: 'mass-exit',
        tells: 'Nine of eleven schools leave in one night, and it is true.',
        weather: { begins: ELEVEN_SCHOOLS },
        acts: [
          sync('before'),
          change({ kind: 'estate.shrunk', by: 9 }),
          syncOnly('the morning after'),
          advance(24 * HOUR),
          sync('a day later'),
        ],
        judge: seen => given(moment(seen, 'before'), seen, () => confirmed(seen)),
      },
    ],
  },
  {
    id: 'DEL-05',
    level: 'must',
    says: 'A client that is removed from a school that stays is removed from the store.',
    means: 'A credential that a school has withdrawn is not used any more.',
    clauses: ['S002-7'],
    looksAt: ['dump'],
    mend: "Let a good Clients answer replace all that is stored for that school, instead of merging it into what is there; leave the school's other clients alone.",
    rounds: [
      {
        name: 'one-of-two',
        tells: 'Riverside has two credentials, and one of them is taken away.',
        weather: {},
        acts: [
          syncOnly('first'),
          change({ kind: 'client.issued', site: 'riverside', client: 'simsprimary' }),
          sync('two'),
          change({ kind: 'client.removed', site: 'riverside', client: 'oneroster' }),
          sync('one'),
        ],
        judge: seen => given(moment(seen, 'two'), seen, () => holdsTruth(moment(seen, 'one'), seen)),
      },
    ],
  },
  {
    id: 'DEL-06',
    level: 'must',
    says: 'A school that comes back has fresh credentials, and never the old ones.',
    means: 'A school that returns can be served at once, and old passwords stay dead.',
    clauses: ['G', 'S002-7'],
    looksAt: ['dump'],
    mend: 'Treat a school that returns as a new one: nothing of what was stored for it before it left may be handed out again, also not while its new credentials cannot be read yet.',
    rounds: [
      {
        name: 'after-a-while',
        tells: 'Oakfield leaves, and is back with new credentials, which cannot be read at first.',
        weather: {
          begins: TEN_SCHOOLS,
          steps: spell('not yet', 'rap.clients', { kind: 'status', status: 500 }, { site: 'oakfield' }),
        },
        acts: [
          syncOnly('first'),
          // One leaves and another joins: an agent that does not notice either fails other cases.
          change({ kind: 'site.removed', site: 'oakfield' }, { kind: 'estate.grown', by: 1 }),
          sync('away'),
          change({ kind: 'site.reinstalled', site: 'oakfield', credentials: 'new' }),
          begin('not yet'),
          sync('back, and not read'),
          end('not yet'),
          sync('back'),
        ],
        judge: seen =>
          given(moment(seen, 'away'), seen, () => [
            ...lacks(
              moment(seen, 'back, and not read'),
              organisationOf(seen, 'oakfield'),
              'its old credentials are dead, and its new ones could not be read',
              seen,
            ),
            ...holdsTruth(moment(seen, 'back'), seen),
          ]),
      },
      {
        name: 'within-a-day',
        tells: 'Oakfield leaves and is back with new credentials between two syncs.',
        weather: { begins: [...ELEVEN_SCHOOLS, { kind: 'client.issued', site: 'riverside', client: 'simsprimary' }] },
        acts: [
          syncOnly('first'),
          change(
            { kind: 'secret.reissued', site: 'st-marys' },
            { kind: 'client.removed', site: 'riverside', client: 'oneroster' },
          ),
          sync('fair weather'),
          change(
            { kind: 'site.removed', site: 'oakfield' },
            { kind: 'site.reinstalled', site: 'oakfield', credentials: 'new' },
          ),
          sync('back'),
        ],
        judge: seen => given(moment(seen, 'fair weather'), seen, () => holdsTruth(moment(seen, 'back'), seen)),
      },
    ],
  },
];

const gone = (key: string, name: string, seen: Seen) =>
  lacks(moment(seen, name), organisationOf(seen, key), 'a good and complete list no longer has it', seen);

/** Whether a mass exit is believed is the other rounds' question; here only a person can say whether it can be. */
function confirmed(seen: Seen): readonly Finding[] {
  const after = moment(seen, 'a day later');
  if (holdsTruth(after, seen).length === 0) return [];
  return [
    {
      expected: 'a mass exit that is true can be confirmed by a person, and is then carried out',
      seen: 'what has left is still held back after two syncs. Show how somebody confirms it',
      verdict: 'review',
    },
  ];
}
