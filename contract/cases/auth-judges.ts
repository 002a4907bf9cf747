import { schools } from '../compare.js';
import { ownCalls, tokens } from '../economy.js';
import { claims, good, numbers, requestsFor } from '../evidence.js';
import type { Finding } from '../finding.js';
import type { Moment, Observed, Seen } from '../seen.js';

/** Tokens beyond the needed that are no token per call yet, such as those of eight workers with one each. */
const SPARE_TOKENS = 8;
/** From so many calls on the spare ones grow with them. */
const CALLS_PER_TOKEN = 3;
/** A refusal may be tried again a little: another way to send the credentials, or to be sure. */
const REFUSED_TRIES = 5;

const tokenRequests = (at: Moment) => requestsFor(at, 'sts.token');

const said = (count: number) => `${count} ${count === 1 ? 'token' : 'tokens'}`;

/** AUTH-01: RFC 6749 sections 4.4.2 and 2.3.1, and appendix B for the form. */
export function formPosts({ moments }: Seen): readonly Finding[] {
  const expected = 'every token request is a POST of a form with grant_type=client_credentials';
  const all = moments.flatMap(({ exchanges }) => exchanges);
  return all.filter(isMeantForTokens).flatMap(each => {
    const wrong = faultOf(each);
    return wrong === undefined ? [] : [{ expected, seen: wrong, exchanges: [each.number] }];
  });
}

/** AUTH-01: only https leads to where this round is played. */
export function postsOverTls(seen: Seen): readonly Finding[] {
  if (seen.moments.some(at => tokenRequests(at).length > 0)) return formPosts(seen);
  return [
    {
      expected: 'the agent asks for its token over https, with the certificate of the CA in SIMS_CA_FILE',
      seen: 'no token request arrived: let it trust the CA in SIMS_CA_FILE, and use SIMS_TOKEN_URL with its https',
      verdict: 'cannot-verify',
    },
  ];
}

/** The service knows a token request by its verb, too; whoever asks by another is meant here all the same. */
const isMeantForTokens = ({ operation, path }: Observed) =>
  operation === 'sts.token' || (operation === 'sts.other' && /\/connect\/token\/*(?:\?|$)/i.test(path));

function faultOf({ method, contentType, grant }: Observed): string | undefined {
  if (method !== 'POST') return `a ${method} request`;
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) return 'no Content-Type';
  // What is no type may be a secret in the wrong place.
  if (type !== 'application/x-www-form-urlencoded')
    return `Content-Type ${/^[a-z]+\/[a-z0-9.+-]{1,40}$/.test(type) ? type : 'of another kind'}`;
  if (grant !== 'client_credentials') return grant === undefined ? 'no grant_type' : `grant_type ${grant}`;
  return undefined;
}

/** AUTH-02, AUTH-03. `how` ends the sentence "a token is given …". */
export function accepted(at: Moment, how: string): readonly Finding[] {
  const asked = tokenRequests(at);
  if (good(asked).length > 0) return [];
  return [{ expected: `a token is given ${how}`, seen: refusal(asked), exchanges: numbers(asked) }];
}

function refusal(asked: readonly Observed[]): string {
  const last = asked.at(-1);
  if (!last) return 'no token was asked for';
  return `${last.status ?? 'no answer'}${last.why === undefined ? '' : `, ${last.why}`}`;
}

/** AUTH-04: far above what a cycle needs; EFF-01 tells how it could be less. */
export function reusesToken(at: Moment): readonly Finding[] {
  const { made, needed } = tokens(at.exchanges);
  const calls = ownCalls(at.exchanges).length;
  const most = needed + Math.max(SPARE_TOKENS, Math.floor(calls / CALLS_PER_TOKEN));
  if (made <= most) return [];
  return [
    {
      expected: `"${at.name}" makes its ${calls} calls with ${said(needed)}, or a few more`,
      seen: `${made} token requests`,
      exchanges: numbers(tokenRequests(at)),
    },
  ];
}

/** AUTH-05: every school is read in the end, kept, and the sync called whole. What its secrets read as is SNAP-02. */
export function finishesWalk(at: Moment, { world }: Seen): readonly Finding[] {
  const { truth, store, name } = at;
  const calls = requestsFor(at, 'rap.clients');
  const read = new Set(good(calls).map(({ organisationId }) => organisationId?.toLowerCase()));
  const unread = truth.filter(({ organisationId }) => !read.has(organisationId.toLowerCase()));
  const kept = Array.isArray(store) ? new Set(store.map(({ clientId }) => clientId)) : undefined;
  const lost = kept ? truth.filter(({ clientId }) => !kept.has(clientId)) : [];
  const named = (rows: typeof truth) =>
    schools(
      rows.map(({ organisationId }) => organisationId),
      world,
    );
  const findings: Finding[] = [];
  if (unread.length > 0)
    findings.push({
      expected: `"${name}" reads every school, those after the token ran out with a new token`,
      seen: `${said(good(tokenRequests(at)).length)}; never read: ${named(unread)}`,
      exchanges: numbers(calls.filter(({ status }) => status === 401)),
    });
  if (lost.length > 0)
    findings.push({ expected: `after "${name}" every school that was read is stored`, seen: `missing ${named(lost)}` });
  return [...findings, ...claims(at, true)];
}

/** AUTH-06 */
export function stopsWhenRefused(at: Moment): readonly Finding[] {
  const asked = tokenRequests(at);
  const calls = at.exchanges.filter(({ operation }) => operation.startsWith('rap.'));
  const findings: Finding[] = [];
  if (asked.length === 0)
    findings.push({ expected: `"${at.name}" asks for a token and is refused`, seen: 'no token request' });
  if (asked.length > REFUSED_TRIES || calls.length > REFUSED_TRIES)
    findings.push({
      expected: `refused, "${at.name}" stops after ${REFUSED_TRIES} requests of a kind at most`,
      seen: `${asked.length} token requests and ${calls.length} calls to the partner API`,
      exchanges: numbers([...asked, ...calls]),
    });
  return [...findings, ...claims(at, false), ...saysSo(at)];
}

function saysSo({ run, name }: Moment): readonly Finding[] {
  if (!run) return [];
  if (run.timedOut)
    return [{ expected: `refused, "${name}" ends`, seen: 'still running at the time limit (--timeout)' }];
  if (`${run.stdout}${run.stderr}`.trim() !== '') return [];
  return [{ expected: `refused, "${name}" says so on stdout or stderr`, seen: 'not a word' }];
}

const KNOWN_SCOPES = /^(?:partner(?:-read|-write)?|rapapi|openid|offline_access|profile|\w*serverapplication)$/;

/** AUTH-07 */
export function givenScopeOnly(at: Moment, { scope: given }: Seen): readonly Finding[] {
  const allowed = new Set(given.split(' '));
  return tokenRequests(at).flatMap(({ scope = '', number }) => {
    const more = scope.split(' ').filter(name => name !== '' && !allowed.has(name));
    if (more.length === 0) return [];
    // What is no scope may be a secret in the wrong field.
    const named = more.map(name => (KNOWN_SCOPES.test(name) ? name : 'another'));
    return [
      { expected: `no scope beyond "${given}"`, seen: `asked for ${named.join(' and ')}, too`, exchanges: [number] },
    ];
  });
}
