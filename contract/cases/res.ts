import type { Fault, Requests } from '../../mock-server/index.js';
import { type Act, begin, change, end, killAfter, killAt, sync, syncOnly } from '../act.js';
import type { Case, Round } from '../case.js';
import { claims, holdsTruth, requestsFor } from '../evidence.js';
import type { Finding } from '../finding.js';
import { backsOff, leavesAlone, MOST_TRIES } from '../patience.js';
import { moment, type Seen } from '../seen.js';
import { given, oldOrNew } from '../stored.js';
import { spell, strike } from '../weather.js';

type Trouble = readonly [title: string, request: Requests, fault: Fault];

const status = (code: number): Fault => ({ kind: 'status', status: code });
const stormy = (troubles: readonly Trouble[]) =>
  troubles.flatMap(([title, request, fault]) => spell(title, request, fault));
const through = (troubles: readonly Trouble[]) =>
  troubles.flatMap(([title]): readonly Act[] => [begin(title), syncOnly(title), end(title)]);

/** The agent has nothing yet; each trouble lasts as long as a sync; then the service is well. */
function survives(name: string, tells: string, troubles: readonly Trouble[]): Round {
  return {
    name,
    tells,
    weather: { steps: stormy(troubles) },
    acts: [...through(troubles), sync('all is well')],
    judge: seen => holdsTruth(moment(seen, 'all is well'), seen),
  };
}

const EXITS: readonly Trouble[] = [
  ['no token', 'sts.token', status(503)],
  ['no list', 'rap.sites', status(500)],
  ['a page in place of the list', 'rap.sites', { kind: 'html', status: 200 }],
  ['the list is reset', 'rap.sites', { kind: 'reset' }],
  ['no credentials at all', 'rap.clients', status(500)],
];

/** Resilience: what goes wrong passes, and leaves nothing behind. */
export const RES: readonly Case[] = [
  {
    id: 'RES-01',
    level: 'must',
    says: 'The agent survives errors 500, 502, 503 and 504, resets, silence and slow answers: a later sync is complete.',
    means: 'After a bad night of the service all is well by itself; nobody has to be called.',
    clauses: ['G', 'S001-1'],
    looksAt: ['dump'],
    mend: 'Let a failed sync leave nothing behind that the next one trips over: no marker, no lock, no half-read list. The next run starts afresh.',
    rounds: [
      survives('errors', 'Each sync meets another error; then the service is well.', [
        ['500 from the token service', 'sts.token', status(500)],
        ['502 for the list', 'rap.sites', status(502)],
        ['503 for the credentials', 'rap.clients', status(503)],
        ['504 for all', 'rap', status(504)],
      ]),
      survives('lines', 'Connections are reset, stay silent, are slow; then the line is good.', [
        ['the list is reset', 'rap.sites', { kind: 'reset' }],
        ['no token comes', 'sts.token', { kind: 'hang', forMs: 800 }],
        ['answers are slow', 'rap', { kind: 'delay', forMs: 120 }],
      ]),
    ],
  },
  {
    id: 'RES-02',
    level: 'must',
    says: 'The agent honours Retry-After, in seconds and as a date: it waits so long, or ends the run.',
    means: 'When the service asks for a pause it gets one, and is well again sooner for everybody.',
    clauses: ['G', 'S000-11'],
    looksAt: ['times'],
    mend: 'Read Retry-After on 429 and 503, as a number of seconds or as a date (counted from the Date header), and send that service nothing until then. Where it is longer than a run should last, end the run.',
    rounds: [
      pause('seconds', 'rap.sites', { kind: 'throttled', retryAfter: 2, form: 'seconds' }, 2_000),
      // A date is told in whole seconds, so that up to one of them is gone already.
      pause('date', 'rap.clients', { kind: 'throttled', retryAfter: 3, form: 'http-date' }, 2_000),
      pause(
        'maintenance',
        'rap.clients',
        { kind: 'maintenance', form: 'html-503', retryAfter: 2, retryAs: 'seconds' },
        2_000,
      ),
    ],
  },
  {
    id: 'RES-03',
    level: 'should',
    says: 'The agent backs off: a bounded number of tries, with growing waits between them.',
    means: 'A service in trouble is not knocked at by everybody at once.',
    clauses: ['G', 'S000-11'],
    looksAt: ['times', 'counts'],
    mend: 'After a failure wait 2 s, then 4 s, doubling, with some chance in it; after a handful of tries end the run and leave it to the next one.',
    rounds: [
      {
        name: 'maintenance',
        tells: 'The list cannot be had for the whole run: the service is down for maintenance.',
        weather: {
          clock: 'real',
          // It ends by itself, or whoever never gives up would not.
          steps: [
            strike('down', 'rap.sites', {
              fault: { kind: 'maintenance', form: 'html-503', retryAs: 'seconds' },
              times: MOST_TRIES + 5,
            }),
          ],
        },
        tempo: 'production',
        part: 'asks',
        acts: [syncOnly('down')],
        judge: seen => {
          const at = moment(seen, 'down');
          const tries = requestsFor(at, 'rap.sites').filter(({ fault }) => fault !== undefined);
          if (tries.length > 0) return backsOff(tries, at.run?.timedOut ?? false);
          return [{ expected: 'the agent asks for the list', seen: 'it never did' }];
        },
      },
    ],
  },
  {
    id: 'RES-04',
    level: 'must',
    says: 'Killed in the middle of a sync, the agent keeps the last good store, and completes the next sync.',
    means: 'A power cut or a restarted server costs no school its passwords.',
    clauses: ['G'],
    looksAt: ['dump'],
    mend: 'Write the new store beside the old one and swap them in one step (rename, or one transaction). A lock left behind by a process that is dead must not stop the next run.',
    rounds: [
      killed(
        'five-times',
        'The agent is killed as it asks for its token, in the middle of the schools, and while it is storing.',
        [
          killAt('killed at the first request', 1),
          killAt('killed at the fourth request', 4),
          killAt('killed at the sixth request', 6),
          killAfter('killed right after the last request', 15),
          killAfter('killed while storing', 120),
        ],
      ),
    ],
  },
  {
    id: 'RES-05',
    level: 'must',
    says: 'The exit code says whether the sync was whole: 0 only if it was.',
    means: 'Whoever watches over the nightly run learns of trouble from it, and not from a school.',
    clauses: ['G'],
    looksAt: ['exit'],
    mend: 'End with 0 only when the list and the credentials of every authorised school were read and stored; with anything else otherwise.',
    rounds: [
      {
        name: 'troubles',
        tells:
          'Two whole syncs, the second without any news, and then one kind of trouble after the other, the last of them with one school only.',
        weather: {
          steps: [...stormy(EXITS), ...spell('one school', 'rap.clients', status(500), { site: 'riverside' })],
        },
        acts: [
          syncOnly('whole'),
          syncOnly('whole again'),
          ...through([...EXITS, ['one school', 'rap.clients', status(500)]]),
        ],
        judge: seen => seen.moments.flatMap(at => claims(at, at.name.startsWith('whole'))),
      },
    ],
  },
];

/** One answer with Retry-After, in a run on the real clock. */
function pause(name: string, request: Requests, fault: Fault, waitMs: number): Round {
  return {
    name,
    tells: `The service asks to be left alone for some seconds (${name}).`,
    weather: {
      clock: 'real',
      steps: [strike('a pause is asked for', request, { fault })],
    },
    tempo: 'production',
    part: 'asks',
    acts: [syncOnly('busy')],
    judge: seen => {
      const { exchanges } = moment(seen, 'busy');
      const asked = exchanges.find(each => each.fault !== undefined);
      if (asked) return leavesAlone(exchanges, asked, waitMs);
      return [{ expected: `the agent asks for ${request}`, seen: 'it never did, so nothing could be shown' }];
    },
  };
}

/** Kills with news on the way, so that old and new store differ; each store may be either, school by school. */
function killed(name: string, tells: string, kills: readonly Act[]): Round {
  const news = change({ kind: 'secret.reissued', site: 'oakfield' }, { kind: 'secret.reissued', site: 'riverside' });
  return {
    name,
    tells,
    weather: {},
    acts: [syncOnly('first'), news, sync('fair weather'), ...kills.flatMap(kill => [news, kill]), sync('next')],
    judge: seen =>
      given(moment(seen, 'fair weather'), seen, () => [...keepsGood(seen), ...holdsTruth(moment(seen, 'next'), seen)]),
  };
}

function keepsGood(seen: Seen): readonly Finding[] {
  return seen.moments.flatMap((at, n) => {
    if (at.act.do !== 'kill') return [];
    // What any of the runs since the one in fair weather may have stored.
    const worlds = seen.moments.slice(1, n + 1).map(({ truth }) => truth);
    return oldOrNew(at, worlds, seen);
  });
}
