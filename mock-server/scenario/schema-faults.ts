import { type Static, Type } from 'typebox';
import { type Fault, LOOPBACK_URL } from './fault.js';
import { closed, duration, oneOf, share, times } from './schema-words.js';

const seconds = (description: string) => Type.Integer({ minimum: 0, description });
const clock = { description: 'How Retry-After is written: seconds, or a date.', default: 'seconds' } as const;

const fault = <K extends Fault['kind'], P extends Parameters<typeof Type.Object>[0]>(
  kind: K,
  description: string,
  properties: P,
) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      ...properties,
      times: Type.Optional(times('How many matching requests it touches; 1 when left out.')),
    },
    { ...closed, title: kind, description },
  );

/** Everything that can go wrong with one answer, and what may be said about it. */
export const FaultSchema = Type.Union(
  [
    fault('status', "The vendor's own answer for a status, or a body of your own.", {
      status: Type.Integer({ minimum: 100, maximum: 599, description: 'The HTTP status.' }),
      body: Type.Optional(Type.String({ description: 'The body to send in place of the usual one.' })),
    }),
    fault('maintenance', 'The service is down for maintenance.', {
      form: Type.Optional(
        oneOf(['html-503', 'json-503', 'html-200'], {
          description: 'A 503 page, a 503 with JSON, or a page that says 200.',
          default: 'html-503',
        }),
      ),
      retryAfter: Type.Optional(seconds('Seconds after which to come back; no Retry-After when left out.')),
      retryAs: Type.Optional(oneOf(['seconds', 'http-date'], clock)),
    }),
    fault('throttled', '429: too many requests, come back later.', {
      retryAfter: seconds('Seconds after which to come back.'),
      form: Type.Optional(oneOf(['seconds', 'http-date'], clock)),
    }),
    fault('stopped', '403 with the page of a web app that was stopped. Looks like a refusal, and is none.', {}),
    fault('html', 'A page where JSON belongs.', {
      status: Type.Optional(
        Type.Integer({ minimum: 100, maximum: 599, default: 200, description: 'The HTTP status.' }),
      ),
    }),
    fault('empty', '200 and an empty list.', {}),
    fault('truncated', 'The answer is cut short.', {
      form: Type.Optional(
        oneOf(['content-length', 'chunked', 'valid-json'], {
          description: 'Fewer bytes than announced, a broken stream, or a shorter list that reads well.',
          default: 'content-length',
        }),
      ),
      keep: Type.Optional(
        share('The share that arrives: of the bytes, or of the rows for valid-json. 0.5 when left out.'),
      ),
      rows: Type.Optional(Type.Integer({ minimum: 0, description: 'How many rows arrive; for valid-json only.' })),
    }),
    fault('garbage', '200 with bytes that are no JSON.', {}),
    fault('delay', 'The right answer, late.', { for: duration('How late.') }),
    fault('hang', 'No answer at all; the connection stays open.', {
      for: Type.Optional(duration('How long; until the client gives up when left out.')),
    }),
    fault('reset', 'The connection is torn down without an answer.', {}),
    fault('wrongType', '200 and well-formed JSON of another type than promised.', {
      as: oneOf(['object', 'null', 'string', 'error'], { description: 'What arrives in place of the list or token.' }),
    }),
    fault('redirect', 'The client is told to ask elsewhere.', {
      status: Type.Optional(
        Type.Union(
          [301, 302, 303, 307, 308].map(status => Type.Literal(status)),
          { default: 307, description: 'The HTTP status.' },
        ),
      ),
      to: Type.String({
        pattern: LOOPBACK_URL,
        patternErrorMessage: 'an address of this machine, like http://127.0.0.1:8080/elsewhere',
        description: 'Where to: an address of this machine, for Location.',
      }),
    }),
    fault('duplicate', 'Rows appear twice.', {}),
    fault('shuffle', 'Rows come in another order.', {}),
    fault('novelty', 'Every row has members that nobody has heard of.', {}),
  ],
  { description: 'What goes wrong with the answer.' },
);
export type FaultFile = Static<typeof FaultSchema>;
