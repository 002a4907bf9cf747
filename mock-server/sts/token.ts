import { randomBytes } from 'node:crypto';
import type { Answer, Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { authenticate, presentedUnder, type Remark, readForm } from '../credentials/index.js';
import { issuerOf } from '../environment.js';
import type { Harness } from '../harness.js';
import { type Ask, sortedScopes } from '../tokens/index.js';
import type { ClientOwner } from '../world/index.js';
import { clientClaimsOf } from './client-claims.js';
import { decide } from './grant.js';
import { grantedHeaders } from './headers.js';
import { invalidClient, oauthRefusal, withSwitches } from './refusal.js';

/** `POST /connect/token` from client authentication on: route, verb and media type were checked before (STS-10). */
export function token(harness: Harness, asked: Asked): Answer | Promise<Answer> {
  const form = readForm(asked.body.toString('utf8'));
  const switches = harness.switches();
  const shown = presentedUnder(switches, asked, form);
  const caller = authenticate(harness, asked, shown);
  if ('why' in caller) return invalidClient(harness, shown, caller);
  const { owner, by, remark } = caller;
  // Of the reading that fitted, so that one secret has one fingerprint however it was sent.
  const secret = harness.fingerprint(caller.secret);
  const plain: Note = { clientId: owner.client.clientId, authentication: by, secret };
  const note = remarked(plain, remark);
  const decision = decide(form, owner, harness.world(), switches);
  if ('error' in decision) {
    return oauthRefusal(harness, decision.error, withSwitches({ ...note, why: decision.why }, decision.switches));
  }
  const ask = askFor(harness, asked, owner, decision.scopes);
  const told = remarked(note, decision.remark);
  return harness.tokens.mint(ask, harness.world().signingKey).then(jwt => granted(harness, jwt, ask, told));
}

/** With what was odd about a caller who got in all the same, after what was said before. */
function remarked(note: Note, remark: Remark | undefined): Note {
  if (!remark) return note;
  const why = note.why === undefined ? remark.why : `${note.why}; ${remark.why}`;
  return withSwitches({ ...note, why }, remark.switches);
}

/** What the token is made of; what a switch adds is left out where it adds nothing. */
function askFor(harness: Harness, asked: Asked, owner: ClientOwner, scopes: readonly string[]): Ask {
  const switches = harness.switches();
  const make = switches['sts.profile'];
  const clientClaims = clientClaimsOf(harness, owner);
  // IdentityServer4 gives every token an id (ALT-05).
  const hasId = make === 'is4' || switches['sts.jti'] === 'on';
  return {
    issuer: issuerOf(harness, asked),
    clientId: owner.client.clientId,
    scopes,
    lifetimeSeconds: switches['sts.tokenLifetime'],
    now: harness.clock.now(),
    make,
    ...(clientClaims && { clientClaims }),
    ...(hasId && { jti: randomBytes(16).toString('hex') }),
  };
}

/** STS-41: this order, nothing else but IdentityServer4's scope (ALT-02); `expires_in` is the configured lifetime (STS-43). */
function granted(harness: Harness, jwt: string, ask: Ask, note: Note): Answer {
  const scope = ask.make === 'is4' && { scope: sortedScopes(ask.scopes).join(' ') };
  const body = { access_token: jwt, expires_in: ask.lifetimeSeconds, token_type: 'Bearer', ...scope };
  const told = withSwitches({ ...note, token: harness.fingerprint(jwt) }, shapedBy(harness, ask));
  return { status: 200, headers: grantedHeaders(harness.switches()), body: JSON.stringify(body), note: told };
}

/** The switches that made this token other than the usual. */
function shapedBy(harness: Harness, { make, jti, clientClaims }: Ask): string[] {
  const decided: string[] = [];
  if (make === 'is4') decided.push('sts.profile=is4');
  else if (jti !== undefined) decided.push('sts.jti=on');
  if (clientClaims) decided.push(`sts.clientClaims=${harness.switchTexts()['sts.clientClaims']}`);
  return decided;
}
