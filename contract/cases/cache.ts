import { advance, begin, change, dump, end, HOUR, sync } from '../act.js';
import type { Case } from '../case.js';
import { moment } from '../seen.js';
import { spell } from '../weather.js';
import { noticed, notLookedUp, notUsed, servedMeanwhile, takenUp } from './cache-judges.js';

/** The store: what was copied is what is used, by itself, and only as long as the service stands by it. */
export const CACHE: readonly Case[] = [
  {
    id: 'CACHE-01',
    level: 'must',
    says: 'The agent serves credentials from its own store while token service and partner API are down.',
    means: 'Schools go on working through the weekly maintenance.',
    clauses: ['S002-8', 'S001-1'],
    looksAt: ['dump', 'serve'],
    mend: 'Read credentials from the store alone when they are used, and leave the store as it is when a sync gets no answer.',
    rounds: [
      {
        name: 'services-off',
        tells: 'After a first copy nothing of the service can be reached, and the next copy fails.',
        weather: { steps: spell('all is down', 'any', { kind: 'reset' }) },
        acts: [
          sync('before'),
          begin('all is down'),
          dump('while all is down'),
          sync('a sync that gets no answer'),
          { do: 'use', name: 'in use while all is down', times: 20 },
          end('all is down'),
        ],
        judge: servedMeanwhile,
      },
    ],
  },
  {
    id: 'CACHE-02',
    level: 'must',
    says: 'The agent looks no credentials up when they are used, however often.',
    means: 'The service is asked once a night, not at every click of every pupil.',
    clauses: ['S002-8'],
    looksAt: ['counts', 'serve'],
    mend: 'Let the application read credentials from the store that the sync fills; only the sync calls the partner API.',
    rounds: [
      {
        name: 'in-use',
        tells: 'The product’s users ask it for the credentials of their schools, a hundred times.',
        weather: {},
        acts: [sync('before'), { do: 'use', name: 'in use', times: 100 }],
        judge: seen => notLookedUp(moment(seen, 'in use'), seen),
      },
    ],
  },
  {
    id: 'CACHE-03',
    level: 'must',
    says: 'A secret that was issued anew is in the store after the next sync, and the former one is no longer handed out.',
    means: 'When a school’s secret was seen by somebody, it is replaced everywhere within a day.',
    clauses: ['S002-10', 'S002-7'],
    looksAt: ['dump', 'wire'],
    mend: 'Write the Secret of each row over the one that is stored for its OrganisationId and ClientId.',
    rounds: [
      {
        name: 'secret-reissued',
        tells: 'Oakfield is given a new secret; the old one is refused at once.',
        weather: {},
        acts: [
          sync('before'),
          change({ kind: 'secret.reissued', site: 'oakfield', secret: 'Nw8xK2mQ5rT9vB4z' }),
          advance(HOUR),
          sync('after the new secret'),
        ],
        judge: seen => takenUp(moment(seen, 'after the new secret'), 'oakfield', seen),
      },
    ],
  },
  {
    id: 'CACHE-04',
    level: 'should',
    says: 'The agent notices that a school’s client is suspended, does not insist, and has it again once it is restored.',
    means: 'While a question is settled nobody uses that school’s credentials, and afterwards all is as before.',
    clauses: ['S002-10'],
    looksAt: ['dump', 'counts'],
    mend: 'Take an empty Clients answer as an answer: hand out nothing for that school, and store its row again when it is back.',
    rounds: [
      {
        name: 'suspended-and-restored',
        tells: 'Riverside’s credentials are suspended, and a day later restored.',
        weather: {},
        acts: [
          sync('before'),
          change({ kind: 'client.suspended', site: 'riverside' }),
          advance(HOUR),
          sync('suspended'),
          change({ kind: 'client.restored', site: 'riverside' }),
          advance(24 * HOUR),
          sync('restored'),
        ],
        judge: seen => [
          ...noticed(moment(seen, 'suspended'), 'riverside', seen),
          ...takenUp(moment(seen, 'restored'), 'riverside', seen),
        ],
      },
    ],
  },
  {
    id: 'CACHE-05',
    level: 'must',
    says: 'The agent does not use a school that is listed without being authorised.',
    means: 'A school’s data is touched only while school and supplier agree to it.',
    clauses: ['S002-3', 'S001-4'],
    looksAt: ['dump'],
    mend: 'Look at Authorised in each row of the list: only 1 means yes. Hand out nothing for the others, even where Clients would show it.',
    rounds: [
      {
        name: 'awaiting-approval',
        tells: 'Hillcrest has applied, and has yet to be approved. Its credentials could be read all the same.',
        weather: {
          switches: { 'rap.clientsWhenPending': 'listed' },
          begins: [{ kind: 'site.installed', site: 'hillcrest', pending: true }],
        },
        acts: [sync('first')],
        judge: seen => notUsed(moment(seen, 'first'), 'hillcrest', 'it awaits approval', seen),
      },
      {
        name: 'switched-off',
        tells: 'The supplier switches Riverside off. Its credentials can be read all the same.',
        weather: { switches: { 'rap.clientsWhenDisabled': 'listed' } },
        acts: [
          sync('before'),
          change({ kind: 'site.disabled', site: 'riverside' }),
          advance(HOUR),
          sync('switched off'),
        ],
        judge: seen => notUsed(moment(seen, 'switched off'), 'riverside', 'it is switched off', seen),
      },
    ],
  },
];
