import type { Answer, Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { issuerOf, mixUp } from '../environment.js';
import type { Harness } from '../harness.js';
import { authorizationHeader } from '../iis.js';
import { type Claims, isUnreadable, scopesOf, type Unreadable } from '../tokens/index.js';
import { type ClientOwner, ownerOf } from '../world/index.js';
import { failed, insufficientScope, saying, type TokenFault, unauthorized } from './refusal.js';
import { check } from './token-check.js';
import type { Verdict } from './verdict.js';

/** Who calls with a good token that holds a scope that is enough. */
export type Caller = { readonly owner: ClientOwner; readonly note: Note };
/** `ahead`: what ATV refuses before anything of Web API is reached, routing included (RAP-38). */
export type Turned = { readonly refusal: Answer; readonly ahead?: true };

/** Checks the token before the path's ids are looked at (RAP-38). Answers at once for a token seen before. */
export function checkBearer(harness: Harness, asked: Asked): (Caller | Turned) | Promise<Caller | Turned> {
  const token = bearerToken(asked);
  if ('why' in token) return { refusal: unauthorized(harness.switches(), { why: token.why }, token.fault) };
  const issuer = issuerOf(harness, asked);
  const read = harness.tokens.read(token.text, issuer, harness.world().signingKey);
  return read instanceof Promise
    ? read.then(claims => admit(harness, asked, claims, token.text))
    : admit(harness, asked, read, token.text);
}

/** RAP-04: header only; the scheme ignores case, the token is trimmed. */
function bearerToken(asked: Asked): { text: string } | { why: string; fault?: TokenFault } {
  const header = authorizationHeader(asked.rawHeaders);
  if (header === undefined) return { why: 'no Authorization header: send Bearer and the access token' };
  const text = header.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7).trim() : '';
  if (text === '') return { why: 'the Authorization header is not "Bearer <token>"' };
  return /^["']/.test(text) ? { why: 'the token has quotes around it', fault: {} } : { text };
}

function admit(harness: Harness, asked: Asked, claims: Claims | Unreadable, token: string): Caller | Turned {
  const switches = harness.switches();
  if (isUnreadable(claims)) {
    const note: Note = { authentication: 'bearer', token: harness.fingerprint(token) };
    const why = claims.unreadable + mixUp(asked, claims.issuedBy);
    return { refusal: unauthorized(switches, { ...note, why }, issuerFault(claims)) };
  }
  const known = noteOf(harness, claims, token);
  const verdict = check(harness, claims);
  const note = verdict.why === undefined ? known : odd(known, verdict);
  if (verdict.failed) return { refusal: failed(note), ahead: true };
  if (!verdict.taken) return { refusal: unauthorized(switches, note, verdict) };
  const owner = ownerOf(harness.world(), claims.client_id);
  if (!owner)
    return { refusal: unauthorized(switches, { ...known, why: 'the client of this token is not of this world' }, {}) };
  const lack = scopeFault(scopesOf(claims), switches['rap.requiredScopes']);
  if (lack === undefined) return { owner, note };
  return { refusal: insufficientScope(switches, scopeNote(note, lack, switches['rap.requiredScopes'])), ahead: true };
}

/** ASP.NET Core names a wrong issuer, and of most other faults says no more than that there is one (ALT-08). */
function issuerFault({ issuedBy }: Unreadable): TokenFault {
  return issuedBy === undefined ? {} : { description: `The issuer '${issuedBy}' is invalid` };
}

function odd(note: Note, { why, switches = [] }: Verdict): Note {
  return saying({ ...note, ...(why !== undefined && { why }) }, ...switches);
}

/** RAP-36: compared exactly, and any one is enough. */
function scopeFault(held: readonly string[], required: readonly string[]): string | undefined {
  if (required.some(scope => held.includes(scope))) return undefined;
  const what = required.length === 1 ? `lacks the scope ${required[0]}` : `holds none of ${required.join(', ')}`;
  return `the token ${what}; it holds: ${held.join(' ')}`;
}

function scopeNote(note: Note, why: string, required: readonly string[]): Note {
  return saying({ ...note, why }, `rap.requiredScopes=${required.join(',')}`);
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
