import { type Answer, json, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { enabledClient, type Form, readForm } from '../credentials/index.js';
import { issuerOf } from '../environment.js';
import type { Harness } from '../harness.js';
import { type Claims, isUnreadable, scopesOf } from '../tokens/index.js';
import { validityFault } from '../view/index.js';
import { noCache } from './headers.js';
import { message, withSwitches } from './refusal.js';

/** A token judged by the STS itself: its claims, or why not. */
export type Judged = { readonly claims: Claims } | { readonly why: string };

/** Signature and issuer, then times and client. */
export async function judge(harness: Harness, asked: Asked, token: string): Promise<Judged> {
  const read = await harness.tokens.read(token, issuerOf(harness, asked), harness.world().signingKey);
  if (isUnreadable(read)) return { why: read.unreadable };
  const known = enabledClient(harness, read.client_id);
  const why = validityFault(read, harness.world(), harness.clock.now(), known);
  return why === undefined ? { claims: read } : { why };
}

/** GET reads the query, POST the body (END-01). */
function parameters(asked: Asked): Form {
  return readForm(asked.method === 'GET' ? asked.query : asked.body.toString('utf8'));
}

/** `GET|POST /connect/accessTokenValidation`: no client authentication; claims in payload order (END-01 to END-07). */
export async function accessTokenValidation(harness: Harness, asked: Asked): Promise<Answer> {
  const form = parameters(asked);
  const token = form.get('token') ?? '';
  if (token.trim() === '') return message(400, 'Token is missing', { why: 'the parameter token is missing' });
  const note: Note = { token: harness.fingerprint(token) };
  const judged = await judge(harness, asked, token);
  if ('why' in judged) return message(400, 'invalid_token', { ...note, why: judged.why });
  const expected = form.get('expectedScope'.toLowerCase());
  if (expected !== undefined && expected !== '' && !scopesOf(judged.claims).includes(expected)) {
    return message(400, 'insufficient_scope', { ...note, why: 'the token lacks the expected scope' });
  }
  const told: Note = { ...note, clientId: judged.claims.client_id };
  return json(200, ...printed(judged.claims, harness, told));
}

/** Times as the switch prints them (END-05). */
function printed(claims: Claims, harness: Harness, note: Note): [unknown, Answer['headers'], Note] {
  const headers = noCache(harness.switches());
  if (harness.switches()['sts.validationTimes'] === 'numbers') return [claims, headers, note];
  const texts = { ...claims, exp: String(claims.exp), nbf: String(claims.nbf) };
  return [texts, headers, withSwitches(note, ['sts.validationTimes=strings'])];
}

/** `GET|POST /connect/identityTokenValidation`: no identity token is ever issued here, so none can be valid (END-10). */
export function identityTokenValidation(_harness: Harness, asked: Asked): Answer {
  const token = parameters(asked).get('token') ?? '';
  const text = token.trim() === '' ? 'Token is missing' : 'invalid_token';
  return message(400, text, { why: 'this service issues no identity tokens to server applications' });
}
