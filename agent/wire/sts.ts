// Asking the STS for the vendor token (T1 to T3, RFC 6749 sections 2.3.1 and 4.4).

import type { VendorClient } from '../config/upstream.js';
import { CredentialsRefused, TryLater } from '../errors.js';
import { Secret } from '../secret.js';
import { advice, oddEnds, placeOf } from './advice.js';
import { type HttpAnswer, isHtml, jsonOf, NoAnswer } from './answer.js';
import { type Again, isTemporary } from './retry.js';
import type { Service } from './service.js';
import type { IssuedToken } from './token.js';

type Outcome = {
  readonly again: Again;
  readonly code: string;
  readonly issued?: IssuedToken;
  readonly refused?: true;
};

const maxBytes = 256 * 1024;
const defaultLifetimeSeconds = 300;
const longestLifetimeSeconds = 24 * 3600;

/** A new token. Throws CredentialsRefused (W44, no retry) or TryLater (W47). */
export async function issueToken(service: Service, url: URL, client: VendorClient): Promise<IssuedToken> {
  const { code, issued, refused } = await service.retries.run(() => attempt(service, url, client));
  if (issued) return issued;
  const odd = refused ? oddEnds(client.secret.reveal()) : '';
  const message = `No token: ${advice(code, placeOf(url, 'SIMS_TOKEN_URL'))}${odd} (${code})`;
  throw refused ? new CredentialsRefused(code, message) : new TryLater(code, message);
}

async function attempt(service: Service, { pathname, search }: URL, client: VendorClient): Promise<Outcome> {
  const { host, http, clock, log, counts, userAgent } = service;
  await host.admit();
  const sentAt = clock.monotonic();
  counts.token += 1;
  const { headers, body } = credentials(client);
  const outcome = await http
    .send({ method: 'POST', path: pathname + search, headers: { ...headers, 'user-agent': userAgent }, body, maxBytes })
    .then(answer => judge(answer, sentAt, service))
    .catch((error: unknown): Outcome => {
      if (error instanceof NoAnswer) return { again: 'yes', code: error.code };
      throw error;
    });
  service.tally('token', outcome.code);
  if (!outcome.issued) log({ level: 'warn', event: 'token_failed', code: outcome.code });
  return outcome;
}

/** application/x-www-form-urlencoded of one value; keeps letters, digits and `* - . _`, which is all a SIMS id has (T2). */
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** The credentials in the body, or as Basic, form-encoded or as older servers read it (RFC 6749 section 2.3.1; CA-20). */
function credentials({ id, secret, scope, style }: VendorClient): { headers: Record<string, string>; body: string } {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  if (style === 'post') {
    form.set('client_id', id);
    form.set('client_secret', secret.reveal());
    return { headers, body: form.toString() };
  }
  const encode = style === 'raw' ? String : formEncode;
  const basic = Buffer.from(`${encode(id)}:${encode(secret.reveal())}`, 'utf8').toString('base64');
  return { headers: { ...headers, authorization: `Basic ${basic}` }, body: form.toString() };
}

// Only names RFC 6749 section 5.2 knows are repeated; the rest is text from upstream.
const knownErrors = /^(invalid_(client|scope|request|grant)|unauthorized_client|unsupported_grant_type)$/;

function judge(answer: HttpAnswer, sentAt: number, { host }: Service): Outcome {
  const { status } = answer;
  const json = Object(jsonOf(answer)?.value) as Readonly<Record<string, unknown>>;
  if (status === 200) return issuedBy(json, sentAt);
  host.obey(answer);
  const code = `sts_status_${status}`;
  if (isTemporary(status)) return { again: 'yes', code };
  // The vendor says 400 to every refusal (STS-30), a stricter server 401. A page of HTML is no refusal.
  const error = json['error'];
  if ([400, 401, 403].includes(status) && typeof error === 'string')
    return { again: 'no', refused: true, code: knownErrors.test(error) ? error : 'refused' };
  return status === 401 && !isHtml(answer) ? { again: 'no', refused: true, code } : { again: 'no', code };
}

function issuedBy(json: Readonly<Record<string, unknown>>, sentAt: number): Outcome {
  const { access_token: token, token_type: type, expires_in: lifetime } = json;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) return { again: 'once', code: 'no_access_token' };
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return { again: 'once', code: 'not_bearer' };
  const said = Number(lifetime);
  const seconds = said > 0 ? Math.min(said, longestLifetimeSeconds) : defaultLifetimeSeconds;
  return { again: 'no', code: 'issued', issued: { token: new Secret(token), sentAt, lifetimeMs: seconds * 1000 } };
}
