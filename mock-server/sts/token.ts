import { type Answer, json, type Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { authenticate, presented, readForm } from '../credentials/index.js';
import { issuerOf } from '../environment.js';
import type { Harness } from '../harness.js';
import { decide } from './grant.js';
import { invalidClient, oauthRefusal } from './refusal.js';

/** Exactly these, in this order, on success only (STS-40). */
export const NO_CACHE: Answer['headers'] = [
  ['Cache-Control', 'no-store, no-cache, max-age=0, private'],
  ['Pragma', 'no-cache'],
];

/** `POST /connect/token` from client authentication on: route, verb and media type were checked before (STS-10). */
export function token(harness: Harness, asked: Asked): Answer | Promise<Answer> {
  const form = readForm(asked.body.toString('utf8'));
  const switches = harness.switches();
  const now = harness.clock.now();
  const shown = presented(asked, form, switches['sts.basicDecoding']);
  const caller = authenticate(harness, asked, shown);
  if ('why' in caller) return invalidClient(harness, shown, caller);
  const { owner, by, remark } = caller;
  // Of the reading that fitted, so that one secret has one fingerprint however it was sent.
  const secret = { secret: harness.fingerprint(caller.secret) };
  const { clientId } = owner.client;
  const note: Note = { clientId, authentication: by, ...secret, ...(remark !== undefined && { why: remark }) };
  const decision = decide(form, owner, harness.world(), switches);
  if ('error' in decision) return oauthRefusal(decision.error, { ...note, why: decision.why });
  const lifetimeSeconds = switches['sts.tokenLifetime'];
  const ask = { issuer: issuerOf(harness, asked), clientId, scopes: decision.scopes, lifetimeSeconds, now };
  return harness.tokens
    .mint(ask, harness.world().signingKey)
    .then(jwt => granted(jwt, lifetimeSeconds, { ...note, token: harness.fingerprint(jwt) }));
}

/** STS-41: this order, nothing else; `expires_in` is the configured lifetime (STS-43). */
function granted(jwt: string, lifetimeSeconds: number, note: Note): Answer {
  const body = { access_token: jwt, expires_in: lifetimeSeconds, token_type: 'Bearer' };
  return json(200, body, NO_CACHE, note);
}
