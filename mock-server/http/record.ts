import type { Answer, Note } from '../answer.js';
import type { Parameters } from '../dialect.js';
import type { Harness, Weather } from '../harness.js';
import { applicationById, siteByOrganisation } from '../world/index.js';
import type { Arrival } from './entrance.js';
import { shownQuotes, shownUrlIn, shownWord } from './shown.js';

/** What the journal is to say of one request that has been decided. */
export type Decided = {
  readonly harness: Harness;
  readonly arrival: Arrival;
  readonly service: 'sts' | 'rap';
  readonly operation: string;
  readonly method: string;
  /** The vendor's host by which it came. */
  readonly host: string | undefined;
  readonly parameters: Parameters;
  readonly versionBefore: number;
  readonly weather: Weather;
  /** What stood before the service: the kind of fault, and what is to be noted of it. */
  readonly met: { readonly mark: string | undefined; readonly note: Note } | undefined;
  /** Undefined when the connection was ended without one. */
  readonly answer: Answer | undefined;
  readonly status: number | null;
  readonly bytes: number;
};

/** Writes an exchange into the journal of its world. */
export function record(decided: Decided): void {
  const { harness, arrival, parameters, weather, met, answer, status } = decided;
  const note = answer?.note;
  const world = harness.world();
  const isUsual = !TRIMMED.test(arrival.url) && (isPlainlyAnswered(decided) || isOfKnownIds(decided));
  const word = (text: string | undefined) => (text === undefined || isUsual ? text : shownWord([world], text));
  const own = isUsual && arrival.url.length <= LONGEST ? same : copied;
  const why = status === 415 && note?.why !== undefined ? shownQuotes(world, note.why) : note?.why;
  harness.record({
    at: harness.clock.now(),
    durationMs: performance.now() - arrival.startedAt,
    service: decided.service,
    operation: decided.operation,
    method: decided.method,
    host: decided.host,
    path: own(isUsual ? arrival.url : shownUrlIn(world, arrival.url)),
    status,
    bytes: decided.bytes,
    worldVersion: { before: decided.versionBefore, after: world.version },
    applicationId: own(word(parameters['applicationId'])),
    organisationId: own(word(parameters['organisationId'])),
    clientId: own(note?.clientId),
    authentication: note?.authentication,
    token: note?.token,
    secret: note?.secret,
    switches: met ? both(met.note.switches, note?.switches) : note?.switches,
    fault: weather.struck?.fault.kind ?? met?.mark,
    step: weather.step,
    why: met ? both([met.note.why], [why])?.join('; ') : why,
  });
}

/** What either says, each thing once: an answer made in front of the service carries the note of whoever made it. */
function both(one: readonly (string | undefined)[] = [], other: readonly (string | undefined)[] = []) {
  const said = [...new Set([...one, ...other])].filter(text => text !== undefined);
  return said.length === 0 ? undefined : said;
}

const same = <T>(text: T): T => text;

/** Whoever got what they asked for sent ids that the world knows. */
function isPlainlyAnswered({ status, met, weather, answer }: Decided): boolean {
  return status === 200 && !met && !weather.struck && answer?.note?.why === undefined;
}

/** The address is a route with ids of the world in it, whatever came of the request. */
function isOfKnownIds({ harness, service, operation, parameters }: Decided): boolean {
  const world = harness.world();
  const { applicationId, organisationId } = parameters;
  return (
    operation !== `${service}.other` &&
    (applicationId === undefined || applicationById(world, applicationId) !== undefined) &&
    (organisationId === undefined || siteByOrganisation(world, organisationId) !== undefined)
  );
}

/** A query, escapes, or what a router leaves aside: more in an address than its route and ids. */
const TRIMMED = /[?#;%]/;

/** A world keeps 200,000 exchanges: none may be as large as a client likes. */
const LONGEST = 1000;

/** The beginning of a text, as a text of its own: a slice keeps all of an address or of a form alive. */
function copied<T extends string | undefined>(text: T): T {
  if (text === undefined) return text;
  const beginning = Buffer.from(text.slice(0, LONGEST)).toString();
  return (text.length > LONGEST ? `${beginning}…` : beginning) as T;
}
