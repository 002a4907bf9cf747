// The two RAP partner calls, each answer classified as evidence (RAP-01, RAP-02; evidence rule of the agent).
import type { NoRows, Read } from '../core/evidence.js';
import { type HttpAnswer, isHtml, jsonOf, NoAnswer } from './answer.js';
import { type Again, isTemporary } from './retry.js';
import type { Service } from './service.js';
import type { LiveToken, TokenCache } from './token.js';

/** One of the two calls: how large its answer may be, and what makes rows of it. */
export type Call<Row> = {
  readonly op: 'list' | 'clients';
  readonly maxBytes: number;
  readonly read: (value: unknown) => Read<Row> | null;
};

type Outcome<Row> = { readonly again: Again; readonly code?: string; readonly answer: Read<Row> | NoRows };

const failed = (code: string, again: Again) => ({ again, code, answer: { kind: 'failed', code } }) as const;
const final = <Answer>(answer: Answer) => ({ again: 'no', answer }) as const;

/** Makes one call, with its retries. `org` is for the log. Throws what asking for a token may throw, and TryLater for a long pause. */
export async function askRap<Row>(
  call: Call<Row>,
  path: string,
  service: Service,
  tokens: TokenCache,
  org?: string,
): Promise<Read<Row> | NoRows> {
  const { answer } = await service.retries.run(async () => {
    const outcome = await attempt(call, path, service, tokens);
    const { answer: rows } = outcome;
    if (rows.kind !== 'read') {
      const code = rows.kind === 'failed' ? rows.code : rows.kind;
      const status = rows.kind === 'refused' ? rows.status : undefined;
      service.log({ level: 'warn', event: 'call_without_rows', op: call.op, code, status, org });
    }
    return outcome;
  });
  return answer;
}

/** One attempt; a 401 renews the token once and repeats the call once (W06, W26, W46). */
async function attempt<Row>(
  call: Call<Row>,
  path: string,
  service: Service,
  tokens: TokenCache,
): Promise<Outcome<Row>> {
  try {
    const token = await admitted(service, tokens);
    const answer = await send(call, path, service, token);
    if (answer.status !== 401 || isHtml(answer)) return judge(answer, call, service, token);
    const renewed = await tokens.replace(token);
    if (!renewed) return final({ kind: 'denied' });
    await service.host.admit();
    return judge(await send(call, path, service, renewed), call, service, renewed);
  } catch (error) {
    if (error instanceof NoAnswer) return failed(error.code, error.code === 'too_large' ? 'once' : 'yes');
    throw error;
  }
}

/**
 * A token in hand when the request may go out. It is asked for first: requests that were let through and then waited for it would
 * all leave at once. One that a long rest has outlived is asked for anew, and the request spaced again.
 */
async function admitted({ host, clock }: Service, tokens: TokenCache): Promise<LiveToken> {
  const token = await tokens.current();
  await host.admit();
  if (clock.monotonic() < token.expiresAt) return token;
  const renewed = await tokens.current();
  await host.admit();
  return renewed;
}

async function send<Row>(
  { op, maxBytes }: Call<Row>,
  path: string,
  service: Service,
  { token }: LiveToken,
): Promise<HttpAnswer> {
  const { http, counts, userAgent, tally } = service;
  counts[op] += 1;
  const authorization = `Bearer ${token.reveal()}`;
  const headers = { authorization, accept: 'application/json', 'user-agent': userAgent };
  try {
    const answer = await http.send({ method: 'GET', path, headers, maxBytes });
    tally(op, String(answer.status));
    return answer;
  } catch (error) {
    if (error instanceof NoAnswer) tally(op, error.code);
    throw error;
  }
}

function judge<Row>(answer: HttpAnswer, { read }: Call<Row>, { host }: Service, token: LiveToken): Outcome<Row> {
  const { status } = answer;
  if (status === 200) {
    token.accepted = true;
    return readBody(answer, read);
  }
  if (status === 204) return final({ kind: 'nothing' });
  const asksForRest = host.obey(answer);
  if (isTemporary(status)) return failed(`status_${status}`, 'yes');
  if (isHtml(answer)) return failed(`html_${status}`, 'no');
  if (status === 401) return final({ kind: 'denied' });
  // A quota's 403 carries Retry-After (INFRA-27); a stopped site's is HTML (INFRA-03). Neither is a school's decision.
  const plain = answer.body.length === 0 || jsonOf(answer) !== undefined;
  if ((status === 403 || status === 404) && plain && !asksForRest) return final({ kind: 'refused', status });
  return failed(`status_${status}`, 'no');
}

function readBody<Row>(answer: HttpAnswer, read: Call<Row>['read']): Outcome<Row> {
  const json = jsonOf(answer);
  if (!json) return failed(isHtml(answer) ? 'html_200' : 'unreadable', 'once');
  if (json.value === null) return final({ kind: 'nothing' });
  const rows = read(json.value);
  return rows ? final(rows) : failed('wrong_type', 'once');
}
