import { type Answer, empty } from '../answer.js';
import type { Asked } from '../asked.js';
import { authenticate, presented, readForm } from '../credentials/index.js';
import type { Harness } from '../harness.js';
import { invalidClient, oauthRefusal } from './refusal.js';
import { NO_CACHE } from './token.js';

const HINTS = ['access_token', 'refresh_token'];

/** `POST /connect/revocation`: says 200 and changes nothing for a JWT, which nobody keeps a record of (END-08, END-09). */
export function revocation(harness: Harness, asked: Asked): Answer {
  const form = readForm(asked.body.toString('utf8'));
  const shown = presented(asked, form, harness.switches()['sts.basicDecoding']);
  const caller = authenticate(harness, asked, shown);
  if ('why' in caller) return invalidClient(harness, shown, caller);
  const note = { clientId: caller.owner.client.clientId, authentication: caller.by };
  const token = form.get('token') ?? '';
  if (token.trim() === '') return oauthRefusal('invalid_request', { ...note, why: 'the parameter token is missing' });
  const hint = form.get('token_type_hint') ?? '';
  if (hint !== '' && !HINTS.includes(hint)) {
    return oauthRefusal('unsupported_token_type', { ...note, why: `token_type_hint may be ${HINTS.join(' or ')}` });
  }
  return empty(200, NO_CACHE, {
    ...note,
    token: harness.fingerprint(token),
    why: 'a JWT works until it expires, revoked or not',
  });
}
