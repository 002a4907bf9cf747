import type { Harness } from '../harness.js';
import type { World } from '../world/index.js';
import { type Calls, callsSince } from './calls.js';
import { type Keeps, keepsOf } from './kept.js';

/** What an agent said of a sync. `at` is epoch ms on the world's clock. Its `holds` is only counted here, as `holding`. */
export type AgentReport = {
  readonly number: number;
  readonly at: number;
  readonly report: object;
  /** What was asked since the report before it. */
  readonly calls: Calls;
};

/** One credential that an agent says it holds; the secret as an HMAC under the probe key, in hex. */
export type Holding = {
  readonly organisationId: string;
  readonly clientId: string;
  readonly secretFingerprint: string;
};

/** What the newest report that said so tells of the agent's store. */
export type Holdings = {
  readonly agent: string;
  readonly report: number;
  readonly at: number;
  /** By organisation id in lower case. */
  readonly byOrganisation: ReadonlyMap<string, readonly Holding[]>;
  /** The world when the newest report of this agent came, of any sort: what moved since, it cannot know. */
  readonly seen: World;
  /** By this agent's newest report that told of a sync. */
  readonly keeps: Keeps;
};

/** A report that was checked against its schema. */
export type Reported = { readonly agent: string; readonly holds?: readonly Holding[] };

export type AgentReports = {
  add(harness: Harness, report: Reported): AgentReport;
  /** The oldest first. */
  list(harness: Harness): readonly AgentReport[];
  /** Undefined until an agent said what it holds. */
  holdings(harness: Harness): Holdings | undefined;
};

export const MOST_REPORTS = 100;

/** `heard`: the newest exchange when the newest report came. */
type Book = {
  reports: AgentReport[];
  holdings: Holdings | undefined;
  heard: number;
  /** By agent: of each its newest report that told of a sync; of as many agents as there are reports. */
  keeps: Map<string, Keeps>;
};

const KEEPS_NOTHING: Keeps = () => false;

/** Agent reports by world: the newest few, forgotten when the world goes back to its start. */
export function createReports(): AgentReports {
  const books = new WeakMap<Harness, Book>();
  const bookOf = (harness: Harness) => {
    const known = books.get(harness);
    if (known) return known;
    const book: Book = { reports: [], holdings: undefined, heard: 0, keeps: new Map() };
    books.set(harness, book);
    harness.subscribe(event => {
      if (event.type !== 'reset') return;
      book.reports = [];
      book.holdings = undefined;
      book.heard = 0;
      book.keeps.clear();
    });
    return book;
  };
  return {
    add: (harness, { holds, ...rest }) => {
      const book = bookOf(harness);
      const number = (book.reports.at(-1)?.number ?? 0) + 1;
      // A store of twenty thousand schools is megabytes: it is kept once, and told to nobody.
      const report = holds ? { ...rest, holding: holds.length } : rest;
      const added = { number, at: harness.clock.now(), report, calls: callsSince(harness, book.heard) };
      book.heard = harness.journal.last();
      book.reports = [...book.reports.slice(1 - MOST_REPORTS), added];
      const who = nameOf(rest.agent);
      const keeps = keepsOf(rest) ?? book.keeps.get(who) ?? KEEPS_NOTHING;
      book.keeps.delete(who);
      book.keeps.set(who, keeps);
      const [longestSilent] = book.keeps.keys();
      if (book.keeps.size > MOST_REPORTS && longestSilent !== undefined) book.keeps.delete(longestSilent);
      const now = { seen: harness.world(), keeps };
      if (holds)
        book.holdings = { agent: rest.agent, report: number, at: added.at, byOrganisation: grouped(holds), ...now };
      else if (book.holdings && nameOf(book.holdings.agent) === who) book.holdings = { ...book.holdings, ...now };
      harness.emit({ type: 'agent-report', at: added.at, report });
      return added;
    },
    list: harness => bookOf(harness).reports,
    holdings: harness => bookOf(harness).holdings,
  };
}

/** An agent without its version: it may say it with one report and not with the next. */
const nameOf = (agent: string): string => agent.replace(/\s+v?\d[\w.+-]*$/, '');

function grouped(holds: readonly Holding[]): ReadonlyMap<string, readonly Holding[]> {
  const found = new Map<string, Holding[]>();
  for (const holding of holds) {
    const id = holding.organisationId.toLowerCase();
    const known = found.get(id);
    if (known) known.push(holding);
    else found.set(id, [holding]);
  }
  return found;
}
