// W44 to W49: token and politeness.
import type { Fault, Play, WireRow } from './wire-row.js';
import { always } from './wire-world.js';

const rests = { rests: { firstMs: 2_000, longestMs: 3_600_000, refusedMs: 900_000, waitOutMs: 0 } };
const dayClosed = { windows: [{ deny: '* * * * *', minutes: 60 }] };
const newSecret = (box: { readonly mock: { readonly ready: { readonly clientSecret: string } } }) => ({
  SIMS_CLIENT_SECRET: box.mock.ready.clientSecret,
});
const hours = 3_600_000;
const notInPlan = 'it is decided before there is any evidence; patience.test.ts has what is pure of it';

const noToken = (when: string, fault: Fault, token: number): Play => ({
  when,
  runs: [{ weather: [always('sts.token', fault)], exit: 6, asks: { token, list: 0 } }],
});

export const token: readonly WireRow[] = [
  {
    id: 'W44',
    exits: [5],
    event: 'The token server refuses your vendor credential (`invalid_client`, `unauthorized_client`, `invalid_scope`)',
    does: 'Stops after one request, and rests 15 minutes, doubling to an hour. A changed credential is tried at once.',
    served: 'everything as before',
    notInPlan,
    plays: [
      {
        when: 'the secret was reset, and is corrected later',
        policy: rests,
        runs: [
          { change: [{ kind: 'vendor.secretReset' }], exit: 5, says: 'invalid_client', asks: { token: 1, list: 0 } },
          { exit: 6, says: 'not shown again', asks: { token: 0, list: 0 } },
          { env: newSecret, exit: 0, asks: { token: 1 } },
        ],
      },
      ...(['unauthorized_client', 'invalid_scope'] as const).map(
        (error): Play => ({
          when: `it says ${error}`,
          runs: [
            {
              weather: [always('sts.token', { kind: 'status', status: 400, body: JSON.stringify({ error }) })],
              exit: 5,
              says: error,
              asks: { token: 1, list: 0 },
            },
          ],
        }),
      ),
      {
        when: 'it says so with 401',
        switches: { 'sts.invalidClientStatus': '401-basic' },
        runs: [{ change: [{ kind: 'vendor.suspended' }], exit: 5, asks: { token: 1, list: 0 } }],
      },
    ],
  },
  {
    id: 'W45',
    exits: [0, 5],
    event: 'Your vendor secret is reset in the middle of a sweep',
    does: 'Finishes while its token lives. If that has to be renewed it is refused: stops; the next run reads everything anew.',
    served: 'fresh, or everything as before',
    notInPlan,
    plays: [
      {
        when: 'the token outlives the sweep',
        runs: [
          {
            weather: [{ on: 'rap.sites', nth: 1, change: [{ kind: 'vendor.secretReset' }] }],
            exit: 0,
            asks: { token: 1 },
          },
        ],
      },
      {
        when: 'the token runs out, and the secret is corrected later',
        policy: { concurrency: 1 },
        runs: [
          {
            weather: [{ on: 'rap.clients', nth: 4, change: [{ kind: 'vendor.secretReset' }], advanceMs: 2 * hours }],
            exit: 5,
            says: 'invalid_client',
            asks: { token: 2, clients: 5 },
          },
          // What the stopped sweep had read is not kept.
          { env: newSecret, exit: 0, asks: { clients: 8 } },
        ],
      },
    ],
  },
  {
    id: 'W46',
    exits: [0],
    event: 'The token runs out in the middle of a sweep',
    does: 'Renews it before its end; a 401 renews it once for all calls, and repeats each once.',
    served: 'fresh',
    notInPlan,
    plays: [
      {
        when: 'two hours pass in mid-sweep',
        policy: { concurrency: 4 },
        runs: [
          { weather: [{ on: 'rap.clients', nth: 4, advanceMs: 2 * hours }], exit: 0, asks: { token: 2, list: 2 } },
        ],
      },
    ],
  },
  {
    id: 'W47',
    exits: [6],
    event: 'The token server is down, answers with a page, or with no token',
    does: 'Tries again, then stops.',
    served: 'everything as before',
    notInPlan,
    plays: [
      noToken('it is down for maintenance', { kind: 'maintenance', form: 'html-503', retryAs: 'seconds' }, 3),
      noToken('it answers a page with 200', { kind: 'html', status: 200 }, 2),
      noToken('it answers an object without a token', { kind: 'wrongType', as: 'object' }, 2),
      noToken(
        'its token is of another type',
        { kind: 'status', status: 200, body: '{"access_token":"x","token_type":"mac"}' },
        2,
      ),
      noToken('the connection is reset', { kind: 'reset' }, 3),
    ],
  },
  {
    id: 'W48',
    exits: [0, 6],
    event: 'The service answers 429 or 503 with `Retry-After`',
    does: 'Sends nothing for exactly so long. More than 15 minutes: ends the run, and the next does not begin before.',
    served: 'fresh, or everything as before',
    notInPlan,
    plays: [
      {
        when: 'it asks for a second',
        runs: [
          {
            weather: [{ on: 'rap.clients', nth: 3, fault: { kind: 'throttled', retryAfter: 1, form: 'seconds' } }],
            exit: 0,
            asks: { clients: 9 },
          },
        ],
      },
      ...(['seconds', 'http-date'] as const).map(
        (form): Play => ({
          when: `it asks for an hour in ${form}`,
          policy: rests,
          runs: [
            {
              weather: [
                always('rap.sites', { kind: 'maintenance', form: 'html-503', retryAfter: 3600, retryAs: form }),
              ],
              exit: 6,
              asks: { list: 1 },
            },
            { exit: 6, says: 'left alone', asks: { token: 0, list: 0 } },
            { run: ['sync', '--ignore-backoff'], exit: 6, says: 'left alone', asks: { token: 0, list: 0 } },
          ],
        }),
      ),
    ],
  },
  {
    id: 'W49',
    exits: [6],
    event: 'A maintenance window of the policy is on, or the requests of the day are spent',
    does: 'Does not begin, or sends nothing more; the next run reads everything anew.',
    served: 'everything as before',
    notInPlan,
    plays: [
      {
        when: 'a window is closed',
        policy: dayClosed,
        runs: [{ exit: 6, says: 'window', asks: { token: 0, list: 0 } }],
      },
      {
        when: 'no whole copy fits into the day any more',
        policy: { dailyBudget: { wholeCopies: 1, plus: 5 } },
        runs: [{ exit: 6, says: 'dailyBudget', asks: { token: 0, list: 0 } }],
      },
      {
        when: 'the day is spent in mid-sweep, by schools that came since',
        policy: {
          dailyBudget: { wholeCopies: 2, plus: 4 },
          attempts: 3,
          retryBudgetFloor: 100,
          breaker: 'off',
          concurrency: 1,
        },
        runs: [
          {
            weather: [always('rap.clients', { kind: 'reset' }, 1), always('rap.clients', { kind: 'reset' }, 2)],
            exit: 6,
            says: 'dailyBudget',
          },
        ],
      },
    ],
  },
];
