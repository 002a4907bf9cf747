import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HarnessError } from '../errors.js';
import { readBody } from './body.js';
import { readQuery } from './input.js';
import { isRefusal, type Outcome } from './outcome.js';
import { BUG, fromFramework, fromHarnessError } from './refusal.js';
import type { Room } from './room.js';
import type { Route } from './route.js';

/** Bodies are read as text, whatever they say they are: the route knows what it takes and says so in words. */
export function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

/** A route as Fastify wants it: the input checked, the outcome sent. */
export function handlerOf(room: Room, route: Route) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const asked = readQuery(request.query as Readonly<Record<string, unknown>>, route.query);
    if (isRefusal(asked)) return send(reply, asked);
    const read = readBody(request.body, request.headers['content-type'], route);
    if (isRefusal(read)) return send(reply, read);
    const params = request.params as Readonly<Record<string, string>>;
    const { body, yaml } = read;
    const outcome = await route.handle({ room, params, query: asked.query, body, yaml, headers: request.headers });
    return send(reply, outcome);
  };
}

/** Nothing here may be kept by a cache, or be taken by a browser for something else than it is. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = 'application/json; charset=utf-8';

export function send(reply: FastifyReply, outcome: Outcome): FastifyReply {
  if ('stream' in outcome) {
    reply.hijack();
    outcome.stream(reply.request.raw, reply.raw);
    return reply;
  }
  reply.code(outcome.status).headers({ ...HEADERS, ...outcome.headers });
  if (isRefusal(outcome)) return reply.type(JSON_TYPE).send(text({ code: outcome.code, message: outcome.message }));
  return outcome.value === undefined ? reply.send() : reply.type(JSON_TYPE).send(text(outcome.value));
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

/** What was thrown: an operator's mistake, something that could not be read, or a bug. */
export function answerError(reply: FastifyReply, error: unknown, onBug: (error: unknown) => void): void {
  if (error instanceof HarnessError) {
    send(reply, fromHarnessError(error));
    return;
  }
  const refused = error instanceof Error ? fromFramework(error) : undefined;
  if (!refused) onBug(error);
  send(reply, refused ?? BUG);
}

const UNREAD: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The head of this request is more than 16 KB, so it was refused unread: send shorter headers.',
  ERR_HTTP_REQUEST_TIMEOUT: 'This request was not finished in time: send all of it at once.',
};

/** Bytes that are no HTTP, or not a whole request. */
export function refuseUnread({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return;
  const message = UNREAD[code] ?? 'This is no HTTP request: check what speaks to this port.';
  const body = text({ code: 'CONTROL_BAD_REQUEST', message });
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: ${JSON_TYPE}\r\nConnection: close\r\nContent-Length: ${body.length}`;
  socket.end(`${head}\r\n\r\n${body}`);
}
