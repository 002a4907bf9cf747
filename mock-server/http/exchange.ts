import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Dialect, Parameters, Route } from '../dialect.js';
import { type VendorHost, vendorHostIn } from '../environment.js';
import type { Harness, Weather } from '../harness.js';
import { withoutValues } from '../journal/index.js';
import { type Environment, isSecret, siteByOrganisation } from '../world/index.js';
import type { Worlds } from '../worlds.js';
import { type Arrival, arrivalOf } from './entrance.js';
import { type Plan, planOf } from './fault.js';
import { ofStatus } from './pages.js';
import { send, sendCut, sizeOf } from './send.js';

/** One request on its way through. */
type Passage = {
  readonly harness: Harness;
  readonly asked: Asked;
  readonly arrival: Arrival;
  readonly response: ServerResponse;
  readonly operation: string;
  readonly parameters: Parameters;
  readonly versionBefore: number;
  readonly weather: Weather;
};

/** What the edge needs to serve one imitated service. */
export type Desk = {
  readonly dialect: Dialect;
  readonly worlds: Worlds;
  /** Told of a bug of ours; the caller only sees the vendor's 500 (RAP-49). */
  readonly onBug: (error: unknown) => void;
  /** Told, in one sentence, of what reached no world at all and so stands in no journal. */
  readonly onTurnedAway: (what: string) => void;
};

const NO_BODY = Buffer.alloc(0);
const CALM: Weather = { settle: () => {} };

/** `route` is undefined where no address fits; `allow` names the verbs where only the verb does not. */
type Fitting = { readonly route?: Route; readonly allow?: string };

/** Serves one request. Whatever breaks on the way, the caller is answered: the response is ours alone by now. */
export function serve(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
  fitting: Fitting,
  parameters: Parameters,
  body: unknown,
): void {
  try {
    conduct(desk, request, response, fitting, parameters, body);
  } catch (error) {
    breakOff(desk, response, error);
  }
}

/** Asks the scenario for the weather, has the dialect answer, writes the journal, plays the fault. */
function conduct(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
  fitting: Fitting,
  parameters: Parameters,
  body: unknown,
): void {
  const arrival = arrivalOf(request);
  const asked = new NodeRequest(request, arrival, body);
  const harness = desk.worlds.get(arrival.world);
  if (!harness) {
    desk.onTurnedAway(`${asked.method} ${withoutValues(arrival.url)}: there is no world "${arrival.world}"`);
    const answer = desk.dialect.notFound(asked);
    send(response, answer, sizeOf(answer));
    return;
  }
  const { route } = fitting;
  const versionBefore = harness.world().version;
  const weather = route && !harness.isCalm() ? harness.weather(arrivalOn(harness, route, parameters)) : CALM;
  const operation = route?.operation ?? `${desk.dialect.service}.other`;
  const passage = { harness, asked, arrival, response, operation, parameters, versionBefore, weather };
  const plan = weather.struck && planOf(weather.struck, harness.clock.now());
  if (plan?.kind === 'instead') finish(desk, passage, plan.answer, undefined);
  else if (plan?.kind === 'silence') silence(desk, passage, plan.ms);
  else play(desk, passage, answerFor(desk, harness, asked, fitting, parameters), plan);
}

function play(desk: Desk, passage: Passage, answer: Answer | Promise<Answer>, plan: Plan | undefined): void {
  if (!(answer instanceof Promise)) {
    finish(desk, passage, answer, plan);
    return;
  }
  answer
    .then(
      made => finish(desk, passage, made, plan),
      error => finish(desk, passage, bug(desk, error), plan),
    )
    .catch(error => breakOff(desk, passage.response, error));
}

function answerFor(
  desk: Desk,
  harness: Harness,
  asked: Asked,
  { route, allow }: Fitting,
  parameters: Parameters,
): Answer | Promise<Answer> {
  try {
    const stopped = desk.dialect.gate(harness, asked);
    if (stopped) return stopped;
    if (route) return route.handle(harness, asked, parameters);
    return allow === undefined ? desk.dialect.notFound(asked) : desk.dialect.methodNotAllowed(asked, allow);
  } catch (error) {
    return bug(desk, error);
  }
}

function bug(desk: Desk, error: unknown): Answer {
  desk.onBug(error);
  return { ...ofStatus(500), note: { why: 'a fault of the harness itself: see its error output' } };
}

/** Something failed beside the answer, such as a listener to the events of a world. */
function breakOff(desk: Desk, response: ServerResponse, error: unknown): void {
  const answer = bug(desk, error);
  if (response.headersSent) response.destroy();
  else send(response, answer, sizeOf(answer));
}

/** Commits what comes after the answer, writes the journal, and only then lets the client see anything. */
function finish(desk: Desk, passage: Passage, made: Answer, plan: Plan | undefined): void {
  passage.weather.settle();
  const answer = plan?.kind === 'altered' ? plan.alter(made) : made;
  const size = sizeOf(answer);
  record(desk, passage, answer, answer.status, size);
  const { response } = passage;
  const date = passage.harness.clock.isTrue() ? undefined : new Date(passage.harness.clock.now()).toUTCString();
  if (plan?.kind === 'altered' && plan.cut) sendCut(response, answer, plan.cut, date);
  else if (plan?.kind === 'late') later(response, plan.ms, () => send(response, answer, size, date));
  else send(response, answer, size, date);
}

function silence(desk: Desk, passage: Passage, ms: number | undefined): void {
  passage.weather.settle();
  record(desk, passage, undefined, null, 0);
  const { socket } = passage.response;
  if (ms === 0) socket?.resetAndDestroy();
  else if (ms !== undefined) later(passage.response, ms, () => passage.response.destroy());
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** So many real milliseconds later, unless the client has gone by then. */
function later(response: ServerResponse, ms: number, act: () => void): void {
  if (response.destroyed) return;
  const timer = setTimeout(act, Math.min(ms, LONGEST_TIMER_MS));
  response.once('close', () => clearTimeout(timer));
}

function record(desk: Desk, passage: Passage, answer: Answer | undefined, status: number | null, bytes: number): void {
  const { harness, asked, arrival, operation, parameters, versionBefore, weather } = passage;
  const note = answer?.note;
  // Only what was refused can hold a secret where an id or a name belongs.
  const shown = status === 200 ? same : masking(harness);
  harness.record({
    at: harness.clock.now(),
    durationMs: performance.now() - arrival.startedAt,
    service: desk.dialect.service,
    operation,
    method: asked.method,
    path: shown(withoutValues(arrival.url)),
    status,
    bytes,
    worldVersion: { before: versionBefore, after: harness.world().version },
    applicationId: shown(parameters['applicationId']),
    organisationId: shown(parameters['organisationId']),
    clientId: note?.clientId,
    authentication: note?.authentication,
    token: note?.token,
    secret: note?.secret,
    switches: note?.switches,
    fault: weather.struck?.fault.kind,
    step: weather.step,
    why: note?.why,
  });
}

const same = <T>(text: T): T => text;

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

function arrivalOn(harness: Harness, { operation }: Route, { organisationId }: Parameters) {
  if (organisationId === undefined) return { operation };
  const site = siteByOrganisation(harness.world(), organisationId)?.key;
  return { operation, organisationId, ...(site !== undefined && { site }) };
}

function hostIn(rawHeaders: readonly string[]): string | undefined {
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host');
  return at === -1 ? undefined : rawHeaders[at + 1];
}

/** A request of Node's as the dialects see it; what is rarely asked for is worked out when it is. */
class NodeRequest implements Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly rawHeaders: readonly string[];
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly encrypted: boolean;
  readonly #request: IncomingMessage;
  readonly #arrival: Arrival;

  constructor(request: IncomingMessage, arrival: Arrival, body: unknown) {
    this.#request = request;
    this.#arrival = arrival;
    this.method = request.method ?? 'GET';
    this.path = arrival.path;
    this.query = arrival.query;
    this.rawHeaders = request.rawHeaders;
    this.contentType = arrival.contentType;
    this.body = Buffer.isBuffer(body) ? body : NO_BODY;
    this.encrypted = 'encrypted' in request.socket;
  }

  get environment(): Environment {
    return this.#vendorHost?.environment ?? this.#arrival.environment;
  }

  get byVendorHost(): boolean {
    return this.#vendorHost !== undefined;
  }

  /** Read from the raw headers: the parsed ones are made when first asked for, which costs every request of a sweep. */
  get #vendorHost(): VendorHost | undefined {
    return vendorHostIn(hostIn(this.rawHeaders));
  }

  get absoluteUrl(): string {
    return `${this.encrypted ? 'https' : 'http'}://${this.#request.headers.host ?? ''}${this.#arrival.url}`;
  }
}
