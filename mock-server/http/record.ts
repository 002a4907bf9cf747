import type { Answer, Note } from '../answer.js';
import type { Parameters } from '../dialect.js';
import type { Harness, Weather } from '../harness.js';
import { withoutValues } from '../journal/index.js';
import { isSecret } from '../world/index.js';
import type { Arrival } from './entrance.js';

/** What the journal is to say of one request that has been decided. */
export type Decided = {
  readonly harness: Harness;
  readonly arrival: Arrival;
  readonly service: 'sts' | 'rap';
  readonly operation: string;
  readonly method: string;
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
  // Only what was refused can hold a secret where an id or a name belongs, or an id of the client's own making.
  const shown = status === 200 ? same : masking(harness);
  const own = status === 200 && arrival.url.length <= LONGEST ? same : copied;
  harness.record({
    at: harness.clock.now(),
    durationMs: performance.now() - arrival.startedAt,
    service: decided.service,
    operation: decided.operation,
    method: decided.method,
    path: own(shown(withoutValues(arrival.url))),
    status,
    bytes: decided.bytes,
    worldVersion: { before: decided.versionBefore, after: harness.world().version },
    applicationId: own(shown(parameters['applicationId'])),
    organisationId: own(shown(parameters['organisationId'])),
    clientId: own(note?.clientId),
    authentication: note?.authentication,
    token: note?.token,
    secret: note?.secret,
    switches: met ? both(met.note.switches, note?.switches) : note?.switches,
    fault: weather.struck?.fault.kind ?? met?.mark,
    step: weather.step,
    why: met ? both([met.note.why], [note?.why])?.join('; ') : note?.why,
  });
}

/** What either says, each thing once: an answer made in front of the service carries the note of whoever made it. */
function both(one: readonly (string | undefined)[] = [], other: readonly (string | undefined)[] = []) {
  const said = [...new Set([...one, ...other])].filter(text => text !== undefined);
  return said.length === 0 ? undefined : said;
}

const same = <T>(text: T): T => text;

/** A world keeps 200,000 exchanges: none may be as large as a client likes. */
const LONGEST = 1000;

/** The beginning of a text, as a text of its own: a slice keeps all of an address or of a form alive. */
function copied<T extends string | undefined>(text: T): T {
  if (text === undefined) return text;
  const beginning = Buffer.from(text.slice(0, LONGEST)).toString();
  return (text.length > LONGEST ? `${beginning}…` : beginning) as T;
}

/** A text without the secrets that stand in it between slashes. */
function masking(harness: Harness) {
  return <T extends string | undefined>(text: T): T =>
    text
      ?.split('/')
      .map(part => (isSecret(harness.world(), decoded(part)) ? '…' : part))
      .join('/') as T;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
