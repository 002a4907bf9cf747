import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Parameters, Route } from '../dialect.js';
import { fromHost, type Incoming, isOpen, type Met, meet } from '../front/index.js';
import type { Harness, Weather } from '../harness.js';
import { siteByOrganisation } from '../world/index.js';
import type { Desk } from './desk.js';
import { type Arrival, arrivalOf } from './entrance.js';
import { type Plan, planOf } from './fault.js';
import { NodeRequest } from './node-request.js';
import { giveUpUnread, PATIENCE } from './patience.js';
import { record } from './record.js';
import { cutOff, send, sendCut, sizeOf } from './send.js';
import { shownUrl, shownUrlIn, shownWord } from './shown.js';
import { sightOf } from './sight-of.js';
import { breakOff, bug, refuse } from './unserved.js';
import { NO_HOST } from './unspoken.js';
import { vendorHostOf } from './vendor-host.js';

/** One request on its way through. */
type Passage = Incoming & {
  readonly arrival: Arrival;
  readonly response: ServerResponse;
  readonly operation: string;
  readonly parameters: Parameters;
  readonly versionBefore: number;
  readonly weather: Weather;
  readonly met: Met | undefined;
};

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
    if (isHostless(request)) refuse(desk, request, response, NO_HOST);
    else conduct(desk, request, response, fitting, parameters, body);
  } catch (error) {
    breakOff(desk, response, error);
  }
}

/** HTTP/1.0 knew no Host header; since then there is one (RFC 9112, section 3.2). */
function isHostless({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1 || (hosts === 0 && httpVersion === '1.1');
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
    desk.onTurnedAway(worldless(desk, asked.method, arrival));
    const answer = desk.dialect.notFound(asked);
    send(response, answer, sizeOf(answer));
    return;
  }
  const passage = opened(desk, harness, asked, arrival, response, fitting, parameters);
  const plan = planFor(passage);
  if (plan?.kind === 'instead') finish(desk, passage, plan.answer, undefined);
  else if (plan?.kind === 'silence') silence(desk, passage, plan.ms);
  else play(desk, passage, answerFor(desk, harness, asked, fitting, parameters), plan);
}

function worldless({ worlds }: Desk, method: string, { url, world }: Arrival): string {
  const all = worlds.list().map(harness => harness.world());
  return `${method} ${shownUrl(all, url)}: there is no world "${shownWord(all, world)}"`;
}

/** A scenario's own fault wins over what the switches put in front of the service. */
function opened(
  { dialect }: Desk,
  harness: Harness,
  asked: Asked,
  arrival: Arrival,
  response: ServerResponse,
  { route }: Fitting,
  parameters: Parameters,
): Passage {
  const { service } = dialect;
  const versionBefore = harness.world().version;
  const weather = route && !harness.isCalm() ? harness.weather(arrivalOn(harness, route, parameters)) : CALM;
  const operation = route?.operation ?? `${service}.other`;
  const known = route !== undefined;
  // After the weather: a step may have set a switch.
  const met = weather.struck || isOpen(harness.switches()) ? undefined : meet({ harness, asked, service, known });
  return { harness, asked, service, known, arrival, response, operation, parameters, versionBefore, weather, met };
}

function planFor({ harness, weather, met }: Passage): Plan | undefined {
  if (weather.struck) return planOf(weather.struck, harness.clock.now());
  if (!met) return undefined;
  if ('answer' in met) return { kind: 'instead', answer: met.answer };
  return planOf({ fault: met.fault, seed: harness.world().seed }, harness.clock.now());
}

function play(desk: Desk, passage: Passage, answer: Answer | Promise<Answer>, plan: Plan | undefined): void {
  if (!(answer instanceof Promise)) {
    finish(desk, passage, fromHost(answer, passage), plan);
    return;
  }
  answer
    .then(
      made => finish(desk, passage, fromHost(made, passage), plan),
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

/** Commits what comes after the answer, writes the journal, and only then lets the client see anything. */
function finish(desk: Desk, passage: Passage, made: Answer, wanted: Plan | undefined): void {
  passage.weather.settle();
  const { harness, response, met } = passage;
  const spared = met?.only !== undefined && met.only !== made.status;
  const plan = spared ? undefined : wanted;
  const answer = plan?.kind === 'altered' ? plan.alter(made) : made;
  const size = sizeOf(answer);
  note(desk, passage, spared ? undefined : met, answer, answer.status, size);
  const date = harness.clock.isTrue() ? undefined : new Date(harness.clock.now()).toUTCString();
  if (size > LARGE) giveUpUnread(response, desk.patience ?? PATIENCE, () => desk.onTurnedAway(unread(passage)));
  if (plan?.kind === 'altered' && plan.cut) sendCut(response, answer, plan.cut, date);
  else if (plan?.kind === 'late') later(response, plan.ms, () => send(response, answer, size, date));
  else send(response, answer, size, date);
}

/** What the system's buffers hold is sent whether anybody reads it or not; more than that waits in ours. */
const LARGE = 65_536;

function unread({ harness, asked, arrival }: Passage): string {
  return `${asked.method} ${shownUrlIn(harness.world(), arrival.url)}: the client stopped reading, so the connection was ended`;
}

function silence(desk: Desk, passage: Passage, ms: number | undefined): void {
  passage.weather.settle();
  note(desk, passage, passage.met, undefined, null, 0);
  if (ms === 0) cutOff(passage.response);
  else if (ms !== undefined) later(passage.response, ms, () => passage.response.destroy());
}

function note(
  desk: Desk,
  passage: Passage,
  met: Met | undefined,
  answer: Answer | undefined,
  status: number | null,
  bytes: number,
) {
  const { harness, arrival, response, service, operation, asked, parameters, versionBefore, weather } = passage;
  const { method, rawHeaders } = asked;
  record({
    harness,
    arrival,
    service,
    operation,
    method,
    host: vendorHostOf(rawHeaders)?.host,
    parameters,
    versionBefore,
    weather,
    met,
    answer,
    status,
    bytes,
  });
  desk.onSight?.(sightOf(passage, response.req.socket));
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** So many real milliseconds later, unless the client has gone by then. */
function later(response: ServerResponse, ms: number, act: () => void): void {
  if (response.destroyed) return;
  const timer = setTimeout(act, Math.min(ms, LONGEST_TIMER_MS));
  response.once('close', () => clearTimeout(timer));
}

function arrivalOn(harness: Harness, { operation }: Route, { organisationId }: Parameters) {
  if (organisationId === undefined) return { operation };
  const site = siteByOrganisation(harness.world(), organisationId)?.key;
  return { operation, organisationId, ...(site !== undefined && { site }) };
}
