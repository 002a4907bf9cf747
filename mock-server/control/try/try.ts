import { type Ready, readyOf, variablesOf } from '../../handle.js';
import type { Harness } from '../../harness.js';
import type { Hatch, Passed } from '../../hatch.js';
import type { Exchange } from '../../journal/index.js';
import { currentSecret, ownerOf } from '../../world/index.js';
import { isRefusal, type Refusal } from '../outcome.js';
import { refusal } from '../refusal.js';
import type { Room } from '../room.js';
import { masked } from './mask.js';
import { rapRequest, type Style, tokenRequest, tokenRequestShown } from './requests.js';
import { completed, readAnswer, type WireAnswer, type WireRequest, written } from './wire.js';

/** What somebody wants to try. Secrets in it are never repeated. */
export type Wanted = {
  readonly what: 'token' | 'sites' | 'clients';
  readonly style?: Style;
  readonly clientId?: string;
  readonly secret?: string;
  readonly scope?: string;
  readonly token?: 'fresh' | 'last' | 'none' | 'wrong';
  readonly applicationId?: string;
  readonly organisationId?: string;
};

/** One request and what came of it, with fingerprints in place of secrets. */
export type Tried = {
  readonly says: string;
  readonly request: WireRequest;
  /** Null where not even the head of an answer came. */
  readonly answer: WireAnswer | null;
  readonly ended: Passed['ended'];
  /** What the journal says of it. */
  readonly exchange: Exchange | null;
};

/** The token that was given last in each world, for whoever wants to see how long it lives. */
const lastTokens = new WeakMap<Harness, string>();

const WRONG_SECRET = 'this-is-not-the-secret';
const WRONG_TOKEN = 'this-is-no-token';

/** Does what somebody wants to try: one request, or two where a token is needed first. */
export async function tryOut(
  room: Room,
  hatch: Hatch,
  harness: Harness,
  wanted: Wanted,
): Promise<readonly Tried[] | Refusal> {
  const ready = readyOf(harness, room.addresses());
  const tries: Tried[] = [];
  const { what, token = 'fresh' } = wanted;
  if (what === 'token' || token === 'fresh') {
    const ask = askIn(room, harness, wanted, ready);
    if (isRefusal(ask)) return ask;
    const request = { service: 'sts', real: tokenRequest(ask), given: [ask.secret] } as const;
    const shown = tokenRequestShown(ask, harness.fingerprint(ask.secret));
    const { tried, raw } = await passed(hatch, harness, request, shown, 'Ask for a token');
    tries.push(tried);
    const jwt = tokenIn(raw);
    if (jwt === undefined) return tries;
    lastTokens.set(harness, jwt);
    if (what === 'token') return tries;
  }
  const shownToken = tokenToShow(harness, token);
  if (isRefusal(shownToken)) return shownToken;
  const url = addressOf(wanted, ready);
  const print = shownToken === undefined ? undefined : harness.fingerprint(shownToken);
  const request = { service: 'rap', real: rapRequest(url, shownToken), given: shownToken ? [shownToken] : [] } as const;
  const says = what === 'sites' ? 'Ask for the list of schools' : 'Ask for the credentials of a school';
  tries.push((await passed(hatch, harness, request, rapRequest(url, print), says)).tried);
  return tries;
}

function askIn(room: Room, harness: Harness, wanted: Wanted, { tokenUrl, clientId }: Ready) {
  const id = wanted.clientId ?? clientId;
  const secret = secretIn(harness, id, wanted.secret ?? 'current');
  if (isRefusal(secret)) return secret;
  const scope = wanted.scope ?? variablesOf(harness, room.addresses()).SIMS_SCOPE;
  return { tokenUrl, style: wanted.style ?? 'body', clientId: id, secret, scope };
}

function secretIn(harness: Harness, clientId: string, wanted: string): string | Refusal {
  if (wanted === 'wrong') return WRONG_SECRET;
  if (wanted !== 'current') return wanted;
  const owner = ownerOf(harness.world(), clientId);
  if (owner) return currentSecret(owner.client);
  return refusal(
    422,
    'CONTROL_UNKNOWN_CLIENT',
    'No client of this world has this id, so no secret is known: send one.',
  );
}

function tokenToShow(harness: Harness, wanted: Wanted['token']): string | undefined | Refusal {
  if (wanted === 'none') return undefined;
  if (wanted === 'wrong') return WRONG_TOKEN;
  const last = lastTokens.get(harness);
  return last ?? refusal(409, 'CONTROL_NO_TOKEN', 'No token was tried for in this world yet: try "token" first.');
}

function addressOf({ what, applicationId, organisationId }: Wanted, ready: Ready): string {
  const application = `${ready.rapUrl}/api/v1/partner/${encodeURIComponent(applicationId ?? ready.applicationId)}`;
  if (what === 'sites') return `${application}/GetSiteByApplication`;
  const school = organisationId ?? ready.organisationIds[1] ?? ready.organisationIds[0] ?? '';
  return `${application}/${encodeURIComponent(school)}/Clients`;
}

/** How long an answer may take before it is given up; longer than every fault that is not for ever. */
const PATIENCE_MS = 10_000;

type Sent = { readonly service: 'sts' | 'rap'; readonly real: WireRequest; readonly given: readonly string[] };

async function passed(
  hatch: Hatch,
  harness: Harness,
  { service, real, given }: Sent,
  shown: WireRequest,
  says: string,
) {
  // The first of this service meanwhile: of two callers at once, one may be told of the other's.
  let exchange: Exchange | null = null;
  const leave = harness.subscribe(event => {
    if (event.type === 'exchange' && event.exchange.service === service && event.exchange.method === real.method)
      exchange ??= event.exchange;
  });
  const sent = completed(real);
  const { bytes, ended } = await hatch(service, written(sent), PATIENCE_MS);
  leave();
  const raw = readAnswer(bytes);
  const mask = (text: string) => masked(text, harness.world(), harness.fingerprint, given);
  const pairs = (headers: WireRequest['headers']) => headers.map(([name, value]) => [name, mask(value)] as const);
  // As it went, but for what stands in place of the credentials.
  const proof = new Map(shown.headers);
  const headers = pairs(sent.headers.map(([name, value]) => [name, proof.get(name) ?? value]));
  const request = { ...shown, url: mask(shown.url), headers, body: mask(shown.body) };
  const answer = raw && { ...raw, headers: pairs(raw.headers), body: mask(raw.body) };
  const tried: Tried = { says, request, answer, ended, exchange };
  return { tried, raw };
}

function tokenIn(answer: WireAnswer | null): string | undefined {
  if (answer?.status !== 200) return undefined;
  try {
    const body: unknown = JSON.parse(answer.body);
    const token: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'access_token') : undefined;
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
