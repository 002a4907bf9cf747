import type { Asked, Exchange, World } from '../../mock-server/index.js';
import { counted, named, schoolName } from './school-words.js';

/** What the agent asked, in the order in which it did; the same thing asked in a row is told once. */
export function askedIn(exchanges: readonly Exchange[], world: World): Asked[] {
  const groups: Exchange[][] = [];
  for (const exchange of exchanges) {
    const last = groups.at(-1);
    if (last?.[0] && isAlike(last[0], exchange)) last.push(exchange);
    else groups.push([exchange]);
  }
  let lists = 0;
  return groups.flatMap(group => {
    const [first] = group;
    if (!first) return [];
    if (first.operation === 'rap.sites') lists += 1;
    return { says: saysOf(first, group, lists, world), times: group.length, trouble: troubleOf(first) };
  });
}

function isAlike(one: Exchange, other: Exchange): boolean {
  return one.operation === other.operation && troubleOf(one) === troubleOf(other);
}

function saysOf({ operation }: Exchange, group: readonly Exchange[], lists: number, world: World): string {
  switch (operation) {
    case 'sts.token':
      return "Get a pass, with the supplier's own id and secret";
    case 'rap.sites':
      return lists === 1 ? 'Read the list of schools' : 'Read the list of schools once more, to be sure';
    case 'rap.clients': {
      // Of its own order there is nothing to tell, and a fixed one is easier to compare from picture to picture.
      const names = [...new Set(group.map(({ organisationId = '' }) => schoolName(world, organisationId)))].sort(
        (a, b) => a.localeCompare(b, 'en'),
      );
      return `Read the credentials of ${named(names)}`;
    }
    default:
      return `Something else: ${operation}`;
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  maintenance: 'a web page about maintenance came back',
  html: 'a web page came back instead of data',
  empty: 'it came back empty',
  truncated: 'the answer broke off in the middle',
  stopped: 'a page says that the service is stopped',
  throttled: 'the service says: too many requests',
  reset: 'the connection was torn down',
  hang: 'no answer came',
  garbage: 'the answer cannot be read',
};

/** What was wrong with an answer; null when nothing was. */
function troubleOf({ fault, status, why }: Exchange): string | null {
  if (fault !== undefined) return `${FAULTS[fault] ?? `the answer was spoilt (${fault})`} (status ${status ?? 'none'})`;
  if (status !== null && status < 400) return null;
  return `refused (status ${status ?? 'none'})${why === undefined ? '' : `: ${why}`}`;
}

/** `3 times`, where once is not worth saying and credentials are asked for school by school. */
export function timesOf({ times, says }: Asked): string {
  return times < 2 || says.startsWith('Read the credentials') ? '' : ` (${counted(times, 'time')})`;
}
