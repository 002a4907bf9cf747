import { numbers } from '../evidence.js';
import type { Finding } from '../finding.js';
import type { Leak } from '../secrecy/leak.js';
import type { Observed, Seen } from '../seen.js';

/** Which leaks a requirement is about, and the sentence it expects. */
export type Guard = { readonly expected: string; readonly about: (leak: Leak) => boolean };

/** SEC-01: whatever leaves the agent. What it keeps is of SEC-02 and SEC-05. */
export const SAID: Guard = {
  expected: 'no secret and no token in anything the agent says or sends beside the one place it belongs to',
  about: ({ place }) => place !== 'file',
};

/** SEC-02 */
export const KEPT: Guard = {
  expected: 'no secret can be read in what the agent stores',
  about: ({ place, kind }) => place === 'file' && (kind === 'site-secret' || kind === 'vendor-secret'),
};

/** SEC-05 */
export const NOT_WORTH_KEEPING: Guard = {
  expected: 'neither the access token nor the API-manager key is written to disk',
  about: ({ place, kind }) => place === 'file' && (kind === 'token' || kind === 'api-key'),
};

/** @throws RangeError when the scan does not see what it should: our fault, and nothing to hold against anybody. */
export function leaksOf(guard: Guard, seen: Seen): readonly Finding[] {
  const [spot] = seen.blind ?? [];
  if (spot !== undefined) throw new RangeError(`the search for secrets would not have found ${spot}`);
  return findingsOf(
    guard,
    seen.leaks.map(leak => ({ leak, where: '' })),
  );
}

/** Over the rounds of all other cases: each sort of leak once, with the first round that shows it. */
export function leaksOverall(guard: Guard, all: readonly Seen[], own: string): readonly Finding[] {
  const others = all.filter(({ of, blind = [] }) => of?.case !== own && blind.length === 0);
  return findingsOf(
    guard,
    others.flatMap(({ leaks, of }) =>
      leaks.map(leak => ({ leak, where: of ? ` in the round "${of.round}" of ${of.case}` : '' })),
    ),
  );
}

type Told = { readonly leak: Leak; readonly where: string };

/** Each sort of leak once: its first, and how many more there are. */
function findingsOf({ expected, about }: Guard, all: readonly Told[]): readonly Finding[] {
  const sorts = new Map<string, Told[]>();
  for (const one of all) {
    if (!about(one.leak)) continue;
    const { kind, place, encoding } = one.leak;
    const sort = `${kind} ${place} ${encoding}`;
    sorts.set(sort, [...(sorts.get(sort) ?? []), one]);
  }
  return [...sorts.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const { leak, where } = first;
    const further = more.length > 0 ? `; ${more.length} more like it` : '';
    const seen = `${sentence(leak)}${where}${further}`;
    return [{ expected, seen, ...(leak.shows !== 'whole' && { verdict: 'warned' as const }) }];
  });
}

function sentence({ what, encoding, where, shows }: Leak): string {
  const found = `${what}, ${encoding}, in ${where}`;
  if (shows === 'hash')
    return `${found}: an unsalted hash shows which schools share a secret and proves a guess; key it (HMAC), or leave it out`;
  return shows === 'part' ? `${found}: part of a secret is no mask` : found;
}

/** SEC-02 has nothing to show for an agent that keeps its store in another place. */
export function keepsSomething({ stored }: Seen): readonly Finding[] {
  const expected = 'what the agent stores is below SIMS_STATE_DIR, where it can be searched';
  if (!stored || stored.files === 0)
    return [{ expected, seen: 'no file there: a person must look where it does store', verdict: 'cannot-verify' }];
  if (!stored.isCut) return [];
  return [{ expected, seen: 'more than can be searched; a person must look at the rest', verdict: 'review' }];
}

/** SEC-03: whoever cannot be trusted hears nothing. */
export function staysAway(seen: Seen, whom: string): readonly Finding[] {
  const asked = exchangesOf(seen);
  if (asked.length === 0) return [];
  const bearers = asked.filter(({ authentication }) => authentication !== null);
  return [
    {
      expected: `no request at all reaches ${whom}`,
      seen: `${asked.length} ${asked.length === 1 ? 'request' : 'requests'}${bearers.length > 0 ? `, ${bearers.length} of them with credentials or a token` : ''}`,
      exchanges: numbers(asked),
    },
  ];
}

/** SEC-03: only an agent that takes part over TLS can be said to refuse the wrong kind of it. */
export function takesPartOverTls(seen: Seen): readonly Finding[] {
  if (exchangesOf(seen).some(({ operation, status }) => operation === 'rap.sites' && status === 200)) return [];
  return [
    {
      expected:
        'over https, with the certificate of the CA in SIMS_CA_FILE, the agent syncs as it does over plain http',
      seen: `${exchangesOf(seen).length} requests and no list: it does not seem to trust that CA, so that nobody can tell what it refuses and why. Let it read SIMS_CA_FILE`,
      verdict: 'cannot-verify',
    },
  ];
}

/** SEC-04: where a redirect leads, nothing secret arrives. */
export function keepsToItsHost(seen: Seen): readonly Finding[] {
  const [spot] = seen.blind ?? [];
  if (spot !== undefined) throw new RangeError(`the search for secrets would not have found ${spot}`);
  const led = exchangesOf(seen).filter(({ fault }) => fault === 'redirect');
  if (led.length === 0)
    return [
      { expected: 'the agent asks what is answered with a redirect', seen: 'it never asked', verdict: 'cannot-verify' },
    ];
  const carried = [...new Set(seen.strayed.flatMap(each => each.carried))];
  if (carried.length === 0) return [];
  return [
    {
      expected: 'nothing secret travels to another host, whatever an answer says',
      seen: `${carried.join(', ')} sent to where the redirect pointed`,
      exchanges: numbers(led),
    },
  ];
}

const exchangesOf = ({ moments }: Seen): readonly Observed[] => moments.flatMap(({ exchanges }) => exchanges);
