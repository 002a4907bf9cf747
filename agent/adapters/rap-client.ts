// The two RAP partner calls, each answer classified as evidence (RAP-01, RAP-02; evidence rule of the agent).
import type { ListEvidence, NoRows, Read } from '../core/evidence.js';
import type { ClientsAnswer, Clock, Log, Manners } from '../ports.js';
import { type Http, type HttpAnswer, jsonOf, NoAnswer } from './http.js';
import { type Host, retryAfterMs } from './pacing.js';
import { readClients, readSites } from './rap-wire.js';
import { type Again, isTemporary, type Retries } from './retry.js';
import type { LiveToken, TokenCache } from './token-cache.js';

export type RapParts = {
  readonly http: Http;
  readonly host: Host;
  readonly tokens: TokenCache;
  readonly retries: Retries;
  readonly manners: Manners;
  readonly clock: Clock;
  readonly log: Log;
  /** Path in front of both calls: `<prefix>/api/v1/partner/<applicationId>`. */
  readonly base: string;
  readonly userAgent: string;
};

type Outcome<Row> = { readonly again: Again; readonly answer: Read<Row> | NoRows };
type Reader<Row> = (value: unknown) => Read<Row> | null;
type Call<Row> = { readonly path: string; readonly maxBytes: number; readonly read: Reader<Row> };

const failed = (code: string, again: Again): { again: Again; answer: NoRows } => ({
  again,
  answer: { kind: 'failed', code },
});
const final = (answer: NoRows): { again: Again; answer: NoRows } => ({ again: 'no', answer });

export class RapClient {
  readonly #parts: RapParts;
  #lists = 0;
  #clients = 0;

  constructor(parts: RapParts) {
    this.#parts = parts;
  }

  get requests(): { readonly list: number; readonly clients: number } {
    return { list: this.#lists, clients: this.#clients };
  }

  /** `GET …/GetSiteByApplication`. Throws what asking for a token may throw, and TryLater for a long pause. */
  sites(): Promise<ListEvidence> {
    const { base, manners } = this.#parts;
    const call = { path: `${base}/GetSiteByApplication`, maxBytes: manners.maxListBytes, read: readSites };
    return this.#ask(call, 'list', undefined, () => {
      this.#lists += 1;
    });
  }

  /** `GET …/<organisationId>/Clients`, the id in lower case as the vendor's own sample sends it (RAP-48). */
  clients(organisation: string): Promise<ClientsAnswer> {
    const { base, manners } = this.#parts;
    const call = { path: `${base}/${organisation}/Clients`, maxBytes: manners.maxClientsBytes, read: readClients };
    return this.#ask(call, 'clients', organisation, () => {
      this.#clients += 1;
    });
  }

  async #ask<Row>(
    call: Call<Row>,
    op: string,
    org: string | undefined,
    count: () => void,
  ): Promise<Read<Row> | NoRows> {
    const { answer } = await this.#parts.retries.run(async () => {
      const outcome = await this.#attempt(call, count);
      if (outcome.answer.kind !== 'read') this.#report(outcome.answer, op, org);
      return outcome;
    });
    return answer;
  }

  #report(answer: NoRows, op: string, org: string | undefined): void {
    const code = answer.kind === 'failed' ? answer.code : answer.kind;
    const status = answer.kind === 'refused' ? answer.status : undefined;
    this.#parts.log({ level: 'warn', event: 'call_without_rows', op, code, status, org });
  }

  /** One attempt; a 401 renews the token once and repeats the call once (W06, W26, W46). */
  async #attempt<Row>(call: Call<Row>, count: () => void): Promise<Outcome<Row>> {
    const { tokens, host } = this.#parts;
    try {
      await host.admit();
      const token = await tokens.current();
      const answer = await this.#send(call, token, count);
      if (answer.status !== 401 || isHtml(answer)) return this.#judge(answer, call.read, token);
      const renewed = await tokens.replace(token);
      if (!renewed) return final({ kind: 'denied' });
      await host.admit();
      return this.#judge(await this.#send(call, renewed, count), call.read, renewed);
    } catch (error) {
      if (error instanceof NoAnswer) return failed(error.code, error.code === 'too_large' ? 'once' : 'yes');
      throw error;
    }
  }

  #send<Row>({ path, maxBytes }: Call<Row>, { token }: LiveToken, count: () => void): Promise<HttpAnswer> {
    count();
    const headers = {
      authorization: `Bearer ${token.reveal()}`,
      accept: 'application/json',
      'user-agent': this.#parts.userAgent,
    };
    return this.#parts.http.send({ method: 'GET', path, headers, maxBytes });
  }

  #judge<Row>(answer: HttpAnswer, read: Reader<Row>, token: LiveToken): Outcome<Row> {
    const { status } = answer;
    if (status === 200) {
      token.accepted = true;
      return readBody(answer, read);
    }
    if (status === 204) return final({ kind: 'nothing' });
    const asksForRest = this.#obeyRetryAfter(answer);
    if (status === 429) this.#parts.host.throttled();
    if (isTemporary(status)) return failed(`status_${status}`, 'yes');
    if (isHtml(answer)) return failed(`html_${status}`, 'no');
    if (status === 401) return final({ kind: 'denied' });
    // A quota's 403 carries Retry-After (INFRA-27); a stopped site's is HTML (INFRA-03). Neither is a school's decision.
    const plain = answer.body.length === 0 || jsonOf(answer) !== undefined;
    if ((status === 403 || status === 404) && plain && !asksForRest) return final({ kind: 'refused', status });
    return failed(`status_${status}`, 'no');
  }

  #obeyRetryAfter({ retryAfter, date }: HttpAnswer): boolean {
    const pauseMs = retryAfterMs(retryAfter, date, this.#parts.clock.now());
    if (pauseMs !== null) this.#parts.host.pause(pauseMs);
    return pauseMs !== null;
  }
}

const isHtml = ({ contentType, body }: HttpAnswer): boolean => /html/i.test(contentType) || body[0] === 0x3c;

function readBody<Row>(answer: HttpAnswer, read: Reader<Row>): Outcome<Row> {
  const json = jsonOf(answer);
  if (!json) return failed(isHtml(answer) ? 'html_200' : 'unreadable', 'once');
  if (json.value === null) return final({ kind: 'nothing' });
  const rows = read(json.value);
  return rows ? { again: 'no', answer: rows } : failed('wrong_type', 'once');
}
