// The vocabulary of the judges: small pure questions about one moment, each answered by findings.
import type { Held } from '../mock-server/index.js';
import { difference, differing, same, schools } from './compare.js';
import type { Finding } from './finding.js';
import type { Moment, Observed, Seen } from './seen.js';

/** Requests of a moment for one operation, e.g. `rap.clients`. */
export function requestsFor({ exchanges }: Moment, operation: string): readonly Observed[] {
  return exchanges.filter(each => each.operation === operation);
}

/** Answers that count as proof: good ones that no fault has touched. */
export function good(exchanges: readonly Observed[]): readonly Observed[] {
  return exchanges.filter(({ status, fault }) => status === 200 && fault === undefined);
}

export const numbers = (exchanges: readonly Observed[]): readonly number[] => exchanges.map(({ number }) => number);

/** So many of an answer's kind prove as much as all. */
const FEW = 5;

/** What the service had answered about these schools when a moment ended: its last list, and their Clients. */
function answersAbout(at: Moment, organisationIds: ReadonlySet<string>): readonly number[] {
  const answers = good(at.exchanges);
  const list = answers.findLast(({ operation }) => operation === 'rap.sites');
  const clients = answers.filter(
    ({ operation, organisationId = '' }) =>
      operation === 'rap.clients' && organisationIds.has(organisationId.toLowerCase()),
  );
  return numbers([...(list ? [list] : []), ...clients.slice(0, FEW)]);
}

const unseen = (what: string): Finding => ({
  expected: what,
  seen: 'nothing: only a dump can show it. Give --dump, a command that prints what is stored',
  verdict: 'cannot-verify',
});

/** What is stored after a moment must be exactly this. `what` ends the sentence "the store holds …". */
export function holds(at: Moment, wanted: readonly Held[], what: string, seen: Seen): readonly Finding[] {
  const { store, name } = at;
  const expected = `after "${name}" the store holds ${what}`;
  if (store === undefined) return [unseen(expected)];
  if ('unreadable' in store) return [{ expected, seen: store.unreadable }];
  if (same(store, wanted, seen.probeKey)) return [];
  const exchanges = answersAbout(at, differing(store, wanted));
  return [
    { expected: `${expected} (${wanted.length} credentials)`, seen: difference(store, wanted, seen.world), exchanges },
  ];
}

/** After a whole sync the store is what the service shows. */
export const holdsTruth = (at: Moment, seen: Seen): readonly Finding[] =>
  holds(at, at.truth, 'what the service shows', seen);

/** Nothing of an organisation is stored after a moment; `why` is added to what is expected. */
export function lacks(at: Moment, organisationId: string, why: string, seen: Seen): readonly Finding[] {
  const { store, name } = at;
  const expected = `after "${name}" nothing is stored for ${schools([organisationId], seen.world)}: ${why}`;
  if (store === undefined) return [unseen(expected)];
  if ('unreadable' in store) return [{ expected, seen: store.unreadable }];
  const id = organisationId.toLowerCase();
  const kept = store.filter(held => held.organisationId.toLowerCase() === id);
  if (kept.length === 0) return [];
  return [{ expected, seen: `${kept.length} of its credentials`, exchanges: answersAbout(at, new Set([id])) }];
}

/** Whether a run claims that the sync was whole: exit code 0. */
export function claims(at: Moment, whole: boolean): readonly Finding[] {
  const { run, name } = at;
  if (!run || (run.exit === 0) === whole) return [];
  const expected = `"${name}" ends with ${whole ? 'exit code 0: it was whole' : 'an exit code other than 0: it was not whole'}`;
  return [
    {
      expected,
      seen: run.timedOut
        ? 'still running at the time limit (--timeout)'
        : `exit code ${run.exit ?? 'none, ended by a signal'}`,
    },
  ];
}

/** The organisation id of a school by its key in the world, e.g. `oakfield`. @throws RangeError: a fault of the case */
export function organisationOf({ world }: Seen, key: string): string {
  const site = world.sites.find(each => each.key === key);
  if (!site) throw new RangeError(`the world has no school "${key}"`);
  return site.organisationId;
}
