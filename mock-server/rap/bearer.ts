import type { Answer, Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { issuerOf, mixUp } from '../environment.js';
import type { Harness } from '../harness.js';
import { authorizationHeader } from '../iis.js';
import { type Claims, isUnreadable, scopesOf, type Unreadable } from '../tokens/index.js';
import { type ClientOwner, ownerOf } from '../world/index.js';
import { insufficientScope, unauthorized } from './refusal.js';

/** Who calls with a good token that holds the scope. */
export type Caller = { readonly owner: ClientOwner; readonly note: Note };
export type Turned = { readonly refusal: Answer };

/** RAP-36: which scope the calls need is unknown; this one is what the vendor's token page names first. */
const REQUIRED_SCOPE = 'partner-read';
/** A token may be this much ahead of the clock, but not a moment behind it (RAP-31). */
const NOT_BEFORE_TOLERANCE_MS = 300_000;

/** Checks the token before the path's ids are looked at (RAP-38). Answers at once for a token seen before. */
export function checkBearer(harness: Harness, asked: Asked): (Caller | Turned) | Promise<Caller | Turned> {
  const token = bearerToken(asked);
  if ('why' in token) return { refusal: unauthorized({ why: token.why }) };
  const issuer = issuerOf(harness, asked);
  const read = harness.tokens.read(token.text, issuer, harness.world().signingKey);
  return read instanceof Promise
    ? read.then(claims => admit(harness, asked, claims, token.text))
    : admit(harness, asked, read, token.text);
}

/** RAP-04: header only; the scheme ignores case, the token is trimmed. */
function bearerToken(asked: Asked): { text: string } | { why: string } {
  const header = authorizationHeader(asked.rawHeaders);
  if (header === undefined) return { why: 'no Authorization header: send Bearer and the access token' };
  const text = header.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7).trim() : '';
  if (text === '') return { why: 'the Authorization header is not "Bearer <token>"' };
  return /^["']/.test(text) ? { why: 'the token has quotes around it' } : { text };
}

function admit(harness: Harness, asked: Asked, claims: Claims | Unreadable, token: string): Caller | Turned {
  if (isUnreadable(claims)) {
    const note: Note = { authentication: 'bearer', token: harness.fingerprint(token) };
    return { refusal: unauthorized({ ...note, why: claims.unreadable + mixUp(asked, claims.issuedBy) }) };
  }
  const known = noteOf(harness, claims, token);
  const untimely = timeFault(claims, harness.clock.now());
  if (untimely !== undefined) return { refusal: unauthorized({ ...known, why: untimely }) };
  const owner = ownerOf(harness.world(), claims.client_id);
  if (!owner) return { refusal: unauthorized({ ...known, why: 'the client of this token is not of this world' }) };
  if (isCutOff(owner, harness)) {
    const why = "the partner's client is suspended, and RAP refuses its live tokens";
    return { refusal: unauthorized({ ...known, why, switches: ['life.vendorSuspend=rap-too'] }) };
  }
  if (scopesOf(claims).includes(REQUIRED_SCOPE)) return { owner, note: known };
  const why = `the token lacks the scope ${REQUIRED_SCOPE}; it holds: ${scopesOf(claims).join(' ')}`;
  return { refusal: insufficientScope({ ...known, why }) };
}

/** The same for every call with one token, and a sweep makes thousands. */
const notes = new WeakMap<Claims, Note>();

function noteOf(harness: Harness, claims: Claims, token: string): Note {
  let note = notes.get(claims);
  if (!note) {
    note = { authentication: 'bearer', token: harness.fingerprint(token), clientId: claims.client_id };
    notes.set(claims, note);
  }
  return note;
}

function timeFault(claims: Claims, now: number): string | undefined {
  if (now > claims.exp * 1000) return `the token expired ${Math.ceil((now - claims.exp * 1000) / 1000)} s ago`;
  return now < claims.nbf * 1000 - NOT_BEFORE_TOLERANCE_MS ? 'the token is not valid yet' : undefined;
}

/** LIFE-22 */
function isCutOff(owner: ClientOwner, harness: Harness): boolean {
  return owner.client.state === 'suspended' && harness.switches()['life.vendorSuspend'] === 'rap-too';
}
