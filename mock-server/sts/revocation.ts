import { type Answer, empty } from '../answer.js';
import type { Asked } from '../asked.js';
import { authenticate, presentedUnder, readForm } from '../credentials/index.js';
import type { Harness } from '../harness.js';
import { noCache } from './headers.js';
import { invalidClient, oauthRefusal, withSwitches } from './refusal.js';

const HINTS = ['access_token', 'refresh_token'];

/** `POST /connect/revocation`: says 200 and changes nothing for a JWT, which nobody keeps a record of (END-08, END-09). */
export function revocation(harness: Harness, asked: Asked): Answer {
  const form = readForm(asked.body.toString('utf8'));
  const shown = presentedUnder(harness.switches(), asked, form);
  const caller = authenticate(harness, asked, shown);
  if ('why' in caller) return invalidClient(harness, shown, caller);
  const { owner, by, remark } = caller;
  const note = withSwitches({ clientId: owner.client.clientId, authentication: by }, remark?.switches);
  const token = form.get('token') ?? '';
  if (token.trim() === '')
    return oauthRefusal(harness, 'invalid_request', { ...note, why: 'the parameter token is missing' });
  const hint = form.get('token_type_hint') ?? '';
  if (hint !== '' && !HINTS.includes(hint)) {
    return oauthRefusal(harness, 'unsupported_token_type', {
      ...note,
      why: `token_type_hint may be ${HINTS.join(' or ')}`,
    });
  }
  return empty(200, noCache(harness.switches()), {
    ...note,
    token: harness.fingerprint(token),
    why: 'a JWT works until it expires, revoked or not',
  });
}
