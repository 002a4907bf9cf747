import { difference, same, schools } from '../compare.js';
import { holds, lacks, numbers, organisationOf, requestsFor } from '../evidence.js';
import type { Finding } from '../finding.js';
import { type Moment, moment, type Observed, type Seen } from '../seen.js';

/** A school that shows no credentials may be asked again a little, as after a hiccup. */
const TRIES = 3;
/** A sync as the application starts: two lists and two tokens, and one of each to spare. */
const MOST_OTHERS = 6;

/**
 * CACHE-01: by the dump, by the running application, or by both, whatever the integrator gave; nothing can be told
 * without either.
 */
export function servedMeanwhile(seen: Seen): readonly Finding[] {
  const { store: copied } = moment(seen, 'before');
  const dumps = seen.moments.filter(({ store, name }) => store !== undefined && name !== 'before');
  const uses = seen.moments.filter(({ uses: each }) => each !== undefined);
  if (dumps.length === 0 && uses.length === 0)
    return [
      {
        expected: 'credentials are served while all is down',
        seen: 'nothing: only a dump (--dump) or the running application (--serve, --url) can show it',
        verdict: 'cannot-verify',
      },
    ];
  // What was copied wrongly in the first place is another requirement's affair, unless it is nothing.
  const rows = Array.isArray(copied) && copied.length > 0 ? copied : moment(seen, 'before').truth;
  return [...dumps.flatMap(at => holds(at, rows, 'what was copied before', seen)), ...uses.flatMap(allAnswered)];
}

/** Of those that there was time for: how long a use takes is nobody's fault on a busy machine. */
function allAnswered({ uses, name }: Moment): readonly Finding[] {
  if (!uses || (uses.asked > 0 && uses.good === uses.asked)) return [];
  return [{ expected: `"${name}": all ${uses.asked} uses are served`, seen: `${uses.good} were` }];
}

/** CACHE-02: a sync that the application makes as it starts is its own affair; what grows with the uses is not. */
export function notLookedUp(at: Moment, seen: Seen): readonly Finding[] {
  const { uses, exchanges } = at;
  if (uses === undefined)
    return [
      {
        expected: 'uses cause no calls',
        seen: 'nothing: give --serve or --url, the running application, to see what its uses cause',
        verdict: 'cannot-verify',
      },
    ];
  return [...allAnswered(at), ...lookedUp(at, exchanges, seen)];
}

function lookedUp(at: Moment, exchanges: readonly Observed[], { world }: Seen): readonly Finding[] {
  const lookups = requestsFor(at, 'rap.clients');
  const times = new Map<string, number>();
  for (const { organisationId = '' } of lookups)
    times.set(organisationId.toLowerCase(), (times.get(organisationId.toLowerCase()) ?? 0) + 1);
  const again = [...times].filter(([, count]) => count > 1).map(([id]) => id);
  const inSync = requestsFor(at, 'rap.sites').length;
  const expected = 'uses are served from the store: at most one whole sync is made as the application starts';
  const findings: Finding[] = [];
  if (again.length > 0)
    findings.push({
      expected,
      seen: `${lookups.length} Clients calls, several for ${schools(again, world)}`,
      exchanges: numbers(lookups),
    });
  else if (lookups.length > 0 && inSync === 0)
    findings.push({
      expected,
      seen: `${lookups.length} Clients calls and no list: schools are looked up as they are used`,
      exchanges: numbers(lookups),
    });
  const others = exchanges.filter(({ operation }) => operation !== 'rap.clients');
  if (others.length > MOST_OTHERS)
    findings.push({
      expected,
      seen: `${others.length} other requests (tokens, lists)`,
      exchanges: numbers(others),
    });
  return findings;
}

/** CACHE-03, CACHE-04: what is stored of one school is what the service shows of it now. */
export function takenUp(at: Moment, key: string, seen: Seen): readonly Finding[] {
  const id = organisationOf(seen, key);
  const mine = <Row extends { readonly organisationId: string }>(rows: readonly Row[]) =>
    rows.filter(({ organisationId }) => organisationId.toLowerCase() === id.toLowerCase());
  const { store, truth, name } = at;
  const what = `what the service shows for ${schools([id], seen.world)}`;
  if (store === undefined || 'unreadable' in store)
    return [...readAgain(at, id, seen), ...holds(at, truth, what, seen)];
  if (same(mine(store), mine(truth), seen.probeKey)) return [];
  const expected = `after "${name}" the store holds ${what}`;
  return [{ expected, seen: difference(mine(store), mine(truth), seen.world), exchanges: numbers(lookupsOf(at, id)) }];
}

const lookupsOf = (at: Moment, id: string) =>
  requestsFor(at, 'rap.clients').filter(({ organisationId }) => organisationId?.toLowerCase() === id.toLowerCase());

/** Without a dump the wire shows at least whether the school was read at all. */
function readAgain(at: Moment, id: string, { world }: Seen): readonly Finding[] {
  if (lookupsOf(at, id).some(({ status }) => status === 200)) return [];
  return [
    { expected: `"${at.name}" reads the credentials of ${schools([id], world)}`, seen: 'no Clients call for it' },
  ];
}

/** CACHE-04 */
export function noticed(at: Moment, key: string, seen: Seen): readonly Finding[] {
  const id = organisationOf(seen, key);
  const asked = lookupsOf(at, id);
  const insists: readonly Finding[] =
    asked.length <= TRIES
      ? []
      : [
          {
            expected: `"${at.name}" asks for a suspended school’s credentials ${TRIES} times at most`,
            seen: `${asked.length} Clients calls`,
            exchanges: numbers(asked),
          },
        ];
  return [...insists, ...lacks(at, id, 'its client is suspended', seen)];
}

/** CACHE-05: what a dump lists is what may be handed out. */
export function notUsed(at: Moment, key: string, why: string, seen: Seen): readonly Finding[] {
  return lacks(at, organisationOf(seen, key), why, seen);
}
