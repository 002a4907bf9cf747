import type { OIDCProviderError } from 'oidc-provider/lib/helpers/errors.js';
import type { Note } from '../answer.js';
import type { Asked } from '../asked.js';
import { diagnose, type Presented, presented, type Reading, readForm } from '../credentials/index.js';
import { environmentFault } from '../environment.js';
import type { Harness } from '../harness.js';
import { ownerOf } from '../world/index.js';
import { isAccepted, registered } from './clients.js';
import type { Passing } from './passage.js';

/** What the journal says of an exchange: who came and how, fingerprints, and why it was refused. */
export function noteOf(harness: Harness, passing: Passing, token: string | undefined): Note {
  const { asked, refusal } = passing;
  const shown = shownIn(asked, 'decoded');
  const [reading] = 'readings' in shown ? shown.readings : [];
  const told = refusal && reasonFor(harness, passing, shown, refusal);
  const secret = passing.secret ?? reading?.secret;
  const clientId = passing.clientId ?? told?.clientId;
  const why = told?.why ?? passing.finding;
  return {
    ...(clientId !== undefined && { clientId }),
    ...(reading && { authentication: reading.by }),
    ...(secret !== undefined && { secret: harness.fingerprint(secret) }),
    ...(token !== undefined && { token: harness.fingerprint(token) }),
    ...(why !== undefined && { why }),
  };
}

function shownIn(asked: Asked, decoding: 'raw' | 'decoded'): Presented {
  return presented(asked, readForm(asked.body.toString('utf8')), decoding);
}

type Told = { readonly why: string; readonly clientId?: string };

/** The doctor's word where it tells more than the engine's own; nothing of it may repeat what the caller sent. */
function reasonFor(harness: Harness, passing: Passing, shown: Presented, refusal: OIDCProviderError): Told {
  const { error, error_description: said = error, error_detail: detail } = refusal;
  if (said.startsWith('origin ')) return { why: 'the request has an Origin header: no browser may hold these secrets' };
  if (said === NOT_ENCODED) return notEncoded(harness, passing.asked);
  if (HEADER_FAULTS.includes(said) && 'missing' in shown) return { why: shown.missing };
  if (error === 'invalid_scope') return { why: said + mayAskFor(harness, passing) };
  if (error !== 'invalid_client') return { why: said };
  if ('missing' in shown) return { why: detail === NO_SECRET ? shown.missing : (detail ?? said) };
  return diagnosed(harness, passing.asked, shown.readings);
}

const NOT_ENCODED = 'client_id and client_secret in the authorization header are not properly encoded';
/** The engine takes a client that shows no secret for one that claims to have none. */
const NO_SECRET = 'the provided authentication mechanism does not match the registered client authentication method';
const HEADER_FAULTS = ['invalid authorization header value format', 'no client authentication mechanism provided'];

function diagnosed(harness: Harness, asked: Asked, readings: readonly Reading[]): Told {
  const [reading] = readings;
  const owner = reading && ownerOf(harness.world(), reading.id);
  const astray = owner && environmentFault(harness, asked, owner);
  return astray === undefined ? diagnose(harness, readings) : { why: astray, clientId: owner?.client.clientId ?? '' };
}

/** Where Basic cannot be decoded there is no reading but the one that this server never tries. */
function notEncoded(harness: Harness, asked: Asked): Told {
  const raw = shownIn(asked, 'raw');
  const [reading] = 'readings' in raw ? raw.readings : [];
  const clientId = reading && ownerOf(harness.world(), reading.id)?.client.clientId;
  if (clientId === undefined) return { why: BROKEN_ESCAPE };
  const isRight = registered(harness, asked, clientId) && isAccepted(harness, clientId, reading?.secret ?? '');
  if (isRight) return { clientId, why: 'the secret was sent without form-encoding it' };
  const decoded = shownIn(asked, 'decoded');
  const secret = 'readings' in decoded ? (decoded.readings[0]?.secret ?? '') : '';
  return { clientId, why: /[^\x20-\x7e]/.test(secret) ? BEYOND_ASCII : BROKEN_ESCAPE };
}

const BROKEN_ESCAPE = 'the Basic header holds what is no form-encoding: encode id and secret, then join them';
const BEYOND_ASCII = 'RFC 6749 (appendix A) has printable ASCII in secrets and nothing else; this one holds more';

function mayAskFor(harness: Harness, { asked, clientId }: Passing): string {
  const owner = clientId === undefined ? undefined : registered(harness, asked, clientId);
  return owner ? `; this client may ask for: ${owner.client.scopes.join(' ')}` : '';
}
