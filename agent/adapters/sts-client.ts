// Asking the STS for the vendor token (T1 to T3, RFC 6749 sections 2.3.1 and 4.4).
import { CredentialsRefused, TryLater } from '../errors.js';
import type { Clock, Log, VendorClient } from '../ports.js';
import { Secret } from '../secret.js';
import { type Http, type HttpAnswer, jsonOf, NoAnswer } from './http.js';
import { type Host, retryAfterMs } from './pacing.js';
import { type Again, isTemporary, type Retries } from './retry.js';

/** Lifetime in ms, counted from the moment the request was sent. The token itself is never parsed. */
export type IssuedToken = { readonly token: Secret; readonly sentAt: number; readonly lifetimeMs: number };

const maxAnswerBytes = 256 * 1024;
const defaultLifetimeSeconds = 300;
const longestLifetimeSeconds = 24 * 3600;

/** application/x-www-form-urlencoded of one value; keeps letters, digits and `* - . _`, which is all a SIMS id has (T2). */
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** The value of the Authorization header for the two Basic styles (RFC 6749 section 2.3.1; CA-20). */
export function basicCredentials(id: string, secret: Secret, style: 'rfc6749' | 'raw'): string {
  const encode = style === 'raw' ? (text: string) => text : formEncode;
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret.reveal())}`, 'utf8').toString('base64')}`;
}

function requestOf(client: VendorClient): { headers: Record<string, string>; body: string } {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: client.scope });
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (client.style === 'post') {
    form.set('client_id', client.id);
    form.set('client_secret', client.secret.reveal());
  } else headers['authorization'] = basicCredentials(client.id, client.secret, client.style);
  return { headers, body: form.toString() };
}

type Outcome = {
  readonly again: Again;
  readonly issued?: IssuedToken;
  readonly code: string;
  readonly refused?: boolean;
};

export type StsParts = {
  readonly http: Http;
  readonly host: Host;
  readonly retries: Retries;
  readonly clock: Clock;
  readonly log: Log;
  readonly path: string;
  readonly userAgent: string;
  readonly client: VendorClient;
};

export class StsClient {
  readonly #parts: StsParts;
  #requests = 0;

  constructor(parts: StsParts) {
    this.#parts = parts;
  }

  get requests(): number {
    return this.#requests;
  }

  /** A new token. Throws CredentialsRefused (W44, no retry) or TryLater (W47). */
  async issue(): Promise<IssuedToken> {
    const outcome = await this.#parts.retries.run(() => this.#attempt());
    if (outcome.issued) return outcome.issued;
    if (outcome.refused)
      throw new CredentialsRefused(
        outcome.code,
        `The token server refuses the vendor client (${outcome.code}). Check SIMS_CLIENT_ID, its secret, SIMS_SCOPE and SIMS_AUTH_STYLE.`,
      );
    throw new TryLater(
      outcome.code,
      `The token server gave no token (${outcome.code}). Nothing was changed; run the sync again later.`,
    );
  }

  async #attempt(): Promise<Outcome> {
    await this.#parts.host.admit();
    const { headers, body } = requestOf(this.#parts.client);
    const sentAt = this.#parts.clock.monotonic();
    this.#requests += 1;
    try {
      const request = {
        method: 'POST',
        path: this.#parts.path,
        headers: { ...headers, 'user-agent': this.#parts.userAgent },
        body,
      } as const;
      const outcome = this.#judge(await this.#parts.http.send({ ...request, maxBytes: maxAnswerBytes }), sentAt);
      if (!outcome.issued) this.#parts.log({ level: 'warn', event: 'token_failed', code: outcome.code });
      return outcome;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.#parts.log({ level: 'warn', event: 'token_failed', code: error.code });
      return { again: 'yes', code: error.code };
    }
  }

  #judge(answer: HttpAnswer, sentAt: number): Outcome {
    const { status } = answer;
    const json = jsonOf(answer)?.value;
    if (status === 200) return issuedBy(json, sentAt);
    const pauseMs = retryAfterMs(answer.retryAfter, answer.date, this.#parts.clock.now());
    if (pauseMs !== null) this.#parts.host.pause(pauseMs);
    if (status === 429) this.#parts.host.throttled();
    if (isTemporary(status)) return { again: 'yes', code: `sts_status_${status}` };
    // The vendor says 400 to every refusal (STS-30), a stricter server 401. A page of HTML is no refusal.
    const error = memberOf(json, 'error');
    const html = /html/i.test(answer.contentType);
    if ((status === 400 || status === 401 || status === 403) && typeof error === 'string')
      return { again: 'no', refused: true, code: knownErrors.has(error) ? error : 'refused' };
    if (status === 401 && !html) return { again: 'no', refused: true, code: 'sts_status_401' };
    return { again: 'no', code: `sts_status_${status}` };
  }
}

// Only names RFC 6749 section 5.2 knows are repeated; the rest is text from upstream.
const knownErrors = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_scope',
  'invalid_request',
  'invalid_grant',
  'unsupported_grant_type',
]);

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;

function issuedBy(json: unknown, sentAt: number): Outcome {
  const token = memberOf(json, 'access_token');
  const type = memberOf(json, 'token_type');
  if (typeof token !== 'string' || token === '' || /[^\x21-\x7e]/.test(token))
    return { again: 'once', code: 'no_access_token' };
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return { again: 'once', code: 'not_bearer' };
  const said = Number(memberOf(json, 'expires_in'));
  const seconds = said > 0 ? Math.min(said, longestLifetimeSeconds) : defaultLifetimeSeconds;
  return { again: 'no', code: 'issued', issued: { token: new Secret(token), sentAt, lifetimeMs: seconds * 1000 } };
}
