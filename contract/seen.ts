import type { Exchange, Held, World } from '../mock-server/index.js';
import type { Act } from './act.js';
import type { Leak } from './secrecy/leak.js';
import type { Stored } from './secrecy/scan.js';
import type { Strayed } from './stray.js';
import type { Run } from './subject/subject.js';
import type { Uses } from './use.js';

/** One exchange with what only the socket shows; no secret in it. */
export type Observed = Exchange & {
  /** Milliseconds of the same real clock for all exchanges of a run. */
  readonly arrivedAt: number;
  readonly answeredAt: number;
  readonly connection: number;
  /** Content-Type of the request, where it has one. */
  readonly contentType: string | undefined;
  /** Names of the form members of a token request, and the scope it asked for. */
  readonly form: readonly string[];
  /** Its grant type; `another` for anything that is none of RFC 6749. */
  readonly grant: string | undefined;
  readonly scope: string | undefined;
};

/** What the subject says it has stored; undefined without a dump. */
export type Store = readonly Held[] | { readonly unreadable: string } | undefined;

/** One act that the subject took part in, and all that was seen of it. */
export type Moment = {
  readonly act: Act;
  readonly name: string;
  /** Undefined where nothing was run. */
  readonly run: Run | undefined;
  readonly exchanges: readonly Observed[];
  readonly store: Store;
  /** What a perfect agent could hold before this act, and after it. */
  readonly before: readonly Held[];
  readonly truth: readonly Held[];
  /** For `use`: how often it was used, which a slow machine may cut short, and how many answers were good. */
  readonly uses?: Uses;
};

/** All the evidence of one round: a judge is a function of this and of nothing else. */
export type Seen = {
  /** Which round it is of. */
  readonly of?: { readonly case: string; readonly round: string };
  readonly moments: readonly Moment[];
  readonly world: World;
  readonly probeKey: string;
  /** What the subject was told to ask for. */
  readonly scope: string;
  readonly applicationId: string;
  readonly clientId: string;
  readonly leaks: readonly Leak[];
  /** What was found below the state folder. */
  readonly stored?: Stored;
  /** Leaks that the scan would not see, by its own test: it then proves nothing, and the fault is ours. */
  readonly blind?: readonly string[];
  /** Calls a second that the integrator states as its limit (`--rate`); 5 where none is stated. */
  readonly rate?: number;
  /** Requests that arrived where none belongs: another host, by a redirect. */
  readonly strayed: readonly Strayed[];
};

/** The moment of a name. @throws RangeError for a name that the round does not have: a fault of the case. */
export function moment({ moments }: Seen, name: string): Moment {
  const found = moments.find(each => each.name === name);
  if (!found) throw new RangeError(`no moment is called "${name}"`);
  return found;
}
