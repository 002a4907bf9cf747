import type { Fault, Requests } from '../../mock-server/index.js';
import { type Act, begin, end, sync } from '../act.js';
import type { Case, Round } from '../case.js';
import type { Finding } from '../finding.js';
import { moment } from '../seen.js';
import { given, keeps } from '../stored.js';
import { spell } from '../weather.js';

/** One spell of bad weather after the other, in a world in which nothing happens: whatever changes in the store is lost. */
function storms(
  { name, tells, site }: Pick<Round, 'name' | 'tells'> & { readonly site?: string },
  faults: readonly (readonly [title: string, request: Requests, fault: Fault])[],
): Round {
  const where = site === undefined ? {} : { site };
  return {
    name,
    tells,
    weather: { steps: faults.flatMap(([title, request, fault]) => spell(title, request, fault, where)) },
    acts: [sync('before'), ...faults.flatMap(([title]): readonly Act[] => [begin(title), sync(title), end(title)])],
    judge: seen =>
      given(moment(seen, 'before'), seen, () => firstOf(faults.map(([title]) => keeps(moment(seen, title), seen)))),
  };
}

/** What is lost once is missing ever after: only where it was lost tells anything. */
const firstOf = (findings: readonly (readonly Finding[])[]) => findings.find(each => each.length > 0) ?? [];

const list = (title: string, fault: Fault) => [title, 'rap.sites', fault] as const;
const clients = (title: string, fault: Fault) => [title, 'rap.clients', fault] as const;

/** Longer than a connection that is merely slow, and over before anybody's patience is: the wait must end. */
const SILENCE: Fault = { kind: 'hang', forMs: 1_200 };
const CUT: Fault = { kind: 'truncated', form: 'content-length', keep: 0.5 };
const CUT_STREAM: Fault = { kind: 'truncated', form: 'chunked', keep: 0.7 };

/** What merely cannot be read stays. */
export const DEL_STORMS: readonly Case[] = [
  {
    id: 'DEL-02',
    level: 'must',
    says: 'Nothing is deleted because the list of schools, or a token, could not be had: on an error, a time-out, a cut answer, a page of HTML, a refusal.',
    means: 'A bad hour of the service does not lock every school out of the product.',
    clauses: ['G', 'S001-1'],
    looksAt: ['dump'],
    mend: 'Take a list for a list only when the status is 200, the body arrived whole, and it is a JSON array. Anything else ends the sync and leaves the store alone. A 403 with a page says that the service is down, not that you are shut out.',
    rounds: [
      storms({ name: 'errors', tells: 'The list cannot be had: the service answers with errors and refusals.' }, [
        list('status 500', { kind: 'status', status: 500 }),
        list('a page with status 503', { kind: 'maintenance', form: 'html-503', retryAs: 'seconds' }),
        list('status 403, the web app is stopped', { kind: 'stopped' }),
        list('status 404', { kind: 'status', status: 404 }),
      ]),
      storms({ name: 'pages', tells: 'Something that is no list comes in its place, with status 200.' }, [
        list('a page of HTML', { kind: 'html', status: 200 }),
        list('garbage', { kind: 'garbage' }),
        list('an error as data', { kind: 'wrongType', as: 'error' }),
        list('null', { kind: 'wrongType', as: 'null' }),
      ]),
      storms({ name: 'broken-lines', tells: 'The list breaks off in the middle, or never comes.' }, [
        list('half of the list', CUT),
        list('a stream that breaks off', CUT_STREAM),
        list('a reset', { kind: 'reset' }),
        list('silence', SILENCE),
      ]),
      storms({ name: 'no-token', tells: 'The token service is down.' }, [
        ['no token: stopped', 'sts.token', { kind: 'stopped' }],
        ['no token: a page', 'sts.token', { kind: 'html', status: 200 }],
      ]),
    ],
  },
  {
    id: 'DEL-03',
    level: 'must',
    says: "One school's failed Clients call never costs that school, or another, its credentials.",
    means: 'Trouble with one school stays with that school, and passes.',
    clauses: ['G'],
    looksAt: ['dump'],
    mend: 'Where a Clients call fails, keep what is stored for that school and go on with the next. Only a good answer that lacks a client says that it is gone.',
    rounds: [
      storms(
        {
          name: 'one-school',
          tells: "Riverside's credentials cannot be read; everybody else's can.",
          site: 'riverside',
        },
        [
          clients('status 500', { kind: 'status', status: 500 }),
          clients('stopped', { kind: 'stopped' }),
          clients('a page of HTML', { kind: 'html', status: 200 }),
          clients('an error as data', { kind: 'wrongType', as: 'error' }),
          clients('half an answer', CUT),
          clients('a reset', { kind: 'reset' }),
        ],
      ),
      storms({ name: 'every-school', tells: 'The list can be read, and nobody’s credentials.' }, [
        clients('status 503 for all', { kind: 'status', status: 503 }),
        clients('garbage for all', { kind: 'garbage' }),
      ]),
    ],
  },
];
