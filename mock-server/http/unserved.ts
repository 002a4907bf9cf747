import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, empty } from '../answer.js';
import { ofStatus } from '../front/index.js';
import type { Desk } from './desk.js';
import { arrivalOf } from './entrance.js';
import { record } from './record.js';
import { send, sizeOf } from './send.js';
import { shownUrl } from './shown.js';
import { vendorHostOf } from './vendor-host.js';

/** Answers a request that never gets as far as its service, and closes. */
export function refuse(desk: Desk, request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.shouldKeepAlive = false;
  refuseUnread(desk, request, response, answer);
}

/**
 * The same while its body is still on the way. The rest is taken and dropped: a connection closed upon unread bytes is
 * reset, and its answer lost with it.
 */
export function refuseUnread(desk: Desk, request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  try {
    noteUnread(desk, request, answer, answer.status);
    response.once('finish', () => request.resume());
    send(response, answer, sizeOf(answer));
  } catch (error) {
    breakOff(desk, response, error);
  }
}

/** A body that broke off: nobody is there to be answered, or the parser has refused the rest. The journal tells of it. */
export function noteBrokenOff(desk: Desk, request: IncomingMessage): void {
  try {
    noteUnread(desk, request, empty(400, [], { why: 'the body broke off, or its chunks are none' }), null);
  } catch (error) {
    desk.onBug(error);
  }
}

function noteUnread(
  { dialect, worlds, onTurnedAway }: Desk,
  request: IncomingMessage,
  answer: Answer,
  status: number | null,
) {
  const arrival = arrivalOf(request);
  const harness = worlds.get(arrival.world);
  const { service } = dialect;
  const method = request.method ?? '';
  if (!harness) {
    const all = worlds.list().map(one => one.world());
    onTurnedAway(`${method} ${shownUrl(all, arrival.url)}: ${answer.note?.why ?? 'refused'}`);
    return;
  }
  const versionBefore = harness.world().version;
  const unmet = { weather: { settle: () => {} }, met: undefined, parameters: {}, operation: `${service}.other` };
  const bytes = status === null ? 0 : sizeOf(answer);
  const host = vendorHostOf(request.rawHeaders)?.host;
  record({ harness, arrival, service, method, host, versionBefore, ...unmet, answer, status, bytes });
}

/** The answer to whoever met a fault of ours; the operator learns of it. */
export function bug(desk: Desk, error: unknown): Answer {
  desk.onBug(error);
  return { ...ofStatus(500), note: { why: 'a fault of the harness itself: see its error output' } };
}

/** Something failed beside the answer, such as a listener to the events of a world. */
export function breakOff(desk: Desk, response: ServerResponse, error: unknown): void {
  const answer = bug(desk, error);
  if (response.headersSent) response.destroy();
  else send(response, answer, sizeOf(answer));
}
