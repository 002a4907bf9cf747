import { type Answer, json } from '../answer.js';
import type { Asked } from '../asked.js';
import { presentedUnder, readForm } from '../credentials/index.js';
import type { Harness } from '../harness.js';
import { scopesOf } from '../tokens/index.js';
import { noCache } from './headers.js';
import { message, unauthorized } from './refusal.js';
import { scopesOfWorld } from './scopes.js';
import { judge } from './validation.js';

/** The secret of an API scope. The real ones belong to the vendor's own APIs, so these are invented and no secret. */
function apiSecret(scope: string): string {
  return `${scope}-api-secret`;
}

/** `POST /connect/introspect`: an API scope, not a client, asks whether a token is good for it (END-11). */
export async function introspection(harness: Harness, asked: Asked): Promise<Answer> {
  const form = readForm(asked.body.toString('utf8'));
  const shown = presentedUnder(harness.switches(), asked, form);
  const readings = 'missing' in shown ? [] : shown.readings;
  const scopes = scopesOfWorld(harness.world());
  const scope = readings.find(r => scopes.includes(r.id) && r.secret === apiSecret(r.id))?.id;
  if (scope === undefined)
    return unauthorized('introspection is for API scopes: the id is a scope name, with its own secret');
  const token = form.get('token') ?? '';
  if (token.trim() === '') return message(400, 'missing_token', { why: 'the parameter token is missing' });
  const headers = noCache(harness.switches());
  const judged = await judge(harness, asked, token);
  const note = { token: harness.fingerprint(token) };
  if ('why' in judged) return json(200, { active: false }, headers, { ...note, why: judged.why });
  if (!scopesOf(judged.claims).includes(scope)) {
    return json(200, { active: false }, headers, { ...note, why: `the token does not hold the scope ${scope}` });
  }
  // The token's own list of scopes makes way for the one that asks, at the end.
  const { scope: _, ...claims } = judged.claims;
  return json(200, { ...claims, active: true, scope }, headers, note);
}
