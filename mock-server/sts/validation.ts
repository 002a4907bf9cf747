import { type Answer, json, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { type Form, readForm } from '../credentials/index.js';
import { issuerOf } from '../environment.js';
import type { Harness } from '../harness.js';
import { type Claims, isUnreadable, scopesOf } from '../tokens/index.js';
import { isEnabled } from '../view/index.js';
import { ownerOf } from '../world/index.js';
import { message } from './refusal.js';
import { NO_CACHE } from './token.js';

/** The JWT library's default tolerance, which this endpoint leaves as it is (END-04). */
const SKEW_MS = 300_000;

/** A token judged by the STS itself: its claims, or why not. */
export type Judged = { readonly claims: Claims } | { readonly why: string };

/**
 * Signature, issuer, times with 300 s of tolerance, and whether the client still stands: here a removal bites before
 * the token expires (END-04, END-07).
 */
export async function judge(harness: Harness, asked: Asked, token: string): Promise<Judged> {
  const read = await harness.tokens.read(token, issuerOf(harness, asked), harness.world().signingKey);
  if (isUnreadable(read)) return { why: read.unreadable };
  const now = harness.clock.now();
  if (now > read.exp * 1000 + SKEW_MS) return { why: 'the token expired more than 300 s ago' };
  if (now < read.nbf * 1000 - SKEW_MS) return { why: 'the token is not valid yet' };
  const owner = ownerOf(harness.world(), read.client_id);
  if (!owner || !isEnabled(owner)) return { why: 'the client of this token is suspended, disabled or gone' };
  return { claims: read };
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
  return json(200, judged.claims, NO_CACHE, { ...note, clientId: judged.claims.client_id });
}

/** `GET|POST /connect/identityTokenValidation`: no identity token is ever issued here, so none can be valid (END-10). */
export function identityTokenValidation(_harness: Harness, asked: Asked): Answer {
  const token = parameters(asked).get('token') ?? '';
  const text = token.trim() === '' ? 'Token is missing' : 'invalid_token';
  return message(400, text, { why: 'this service issues no identity tokens to server applications' });
}
