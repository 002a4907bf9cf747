// Codes in words: what each means, and what to do about it. One row per kind of code; the first that fits is said.
import type { Hold } from '../core/snapshot.js';

/** What was asked: its address without query, and the variable it comes from. */
export type Address = { readonly address: string; readonly setting: 'SIMS_TOKEN_URL' | 'SIMS_RAP_URL' };

export const placeOf = (url: URL, setting: Address['setting']): Address => ({
  address: url.origin + url.pathname,
  setting,
});

const later = 'Run the sync again later.';
const anything = `No usable answer came from {address}. Check {setting}. ${later}`;

const overHttps = '{address} refuses, perhaps because it is plain http. Check {setting}: write https:// there.';

/** `{address}` and `{setting}` stand for the place. */
const rows: readonly (readonly [RegExp, string])[] = [
  [
    /^application_refused$/,
    '{address} refuses this application. Check SIMS_APPLICATION_ID, then its link to SIMS_CLIENT_ID.',
  ],
  [/^token_refused$/, '{address} refuses a new token. Check SIMS_SCOPE, and that STS and RAP are of one environment.'],
  [/^invalid_client$/, '{address} refuses id or secret. Check SIMS_CLIENT_ID, SIMS_CLIENT_SECRET, SIMS_AUTH_STYLE.'],
  [/^invalid_scope$/, '{address} refuses the scope. Check SIMS_SCOPE.'],
  [
    /^(unauth|unsupp|invalid_|refused|sts_status_401)/,
    '{address} refuses the client. Check SIMS_CLIENT_ID, SIMS_SCOPE.',
  ],
  [/^sts_status_404$/, 'This address does not exist there: {address}. Check SIMS_TOKEN_URL.'],
  [/_404$/, 'This address does not exist there: {address}. Check SIMS_APPLICATION_ID and SIMS_RAP_URL.'],
  [/_3\d\d$/, '{address} points elsewhere, and redirects are not followed. Check {setting}.'],
  [
    /^proxy_unreachable$/,
    'The proxy of HTTPS_PROXY cannot be reached, so {address} cannot. Check HTTPS_PROXY, or name the host in NO_PROXY.',
  ],
  [
    /^proxy_login$/,
    'The proxy of HTTPS_PROXY wants a name and a password before it leads to {address}. Put them into HTTPS_PROXY.',
  ],
  [
    /^proxy_/,
    'The proxy of HTTPS_PROXY does not lead to {address}. Check {setting} and HTTPS_PROXY, or name the host in NO_PROXY.',
  ],
  [/_(408|429|5\d\d)$/, `{address} is down or busy. ${later}`],
  [/^html_(200|401|403)$/, `{address} shows a web page, no data: stopped, in maintenance, or a proxy's. ${later}`],
  [/status_403$/, `{address} refuses for now. ${later}`],
  [/^(html|\w*status)_\d+$/, '{address} does not take this request. Check {setting}: host, port and path.'],
  [/^(unreadable|wrong_type|too_large)$/, `{address} sent no readable rows. ${later} If it stays, check {setting}.`],
  [/^(no_access_token|not_bearer)$/, `{address} sent no token that can be used. Check {setting}. ${later}`],
  [/^list_no_content$/, `{address} sent no list, which proves nothing. ${later}`],
  [/^too_many_unread$/, `Too many schools could not be read (named above), so nothing was believed. ${later}`],
  [/^ECONNREFUSED$/, `Nothing listens at {address}. Check {setting}: host and port. ${later}`],
  [/^(ENOTFOUND|EAI_\w+)$/, 'The host of {address} is not known. Check {setting} and the name server.'],
  [/^(EPROTO|ERR_SSL_\w+)$/, '{address} does not speak TLS. Check {setting}: https or http, and the port.'],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    'The certificate of {address} is not good today. Check the clock of this machine; else whoever runs the service must renew it.',
  ],
  [/ALTNAME/, 'The certificate of {address} is for another host. Check {setting}: the host must be the one it names.'],
  [
    /CERT|SELF_SIGNED|^UNABLE_TO|^ERR_TLS/,
    'The certificate of {address} is not trusted. Check {setting} and SIMS_CA_FILE.',
  ],
  [/TIME(OUT|DOUT)$|too_slow|UNREACH$/, `{address} does not answer in time. Check {setting} and the network. ${later}`],
  [/^(socket|ECONNRESET|EPIPE|UND_ERR_\w+|HPE_\w+)$/, `The connection to {address} broke. Check {setting}. ${later}`],
];

/** What a code means and what to do, in one or two sentences. */
export function advice(code: string, { address, setting }: Address): string {
  // The real services answer plain http with 403 and nothing to read (STS-11).
  const isPlain = /status_403$/.test(code) && address.startsWith('http:');
  const sentence = isPlain ? overHttps : (rows.find(([fits]) => fits.test(code))?.[1] ?? anything);
  return sentence.replace('{address}', () => address).replace('{setting}', setting);
}

/** What is odd about the ends of a secret that was refused; empty when nothing is. It says nothing else of it. */
export function oddEnds(secret: string): string {
  if (/^(['"]).*\1$/s.test(secret)) return ' The secret stands in quotes: are they part of it?';
  return secret.trim() === secret ? '' : ' The secret begins or ends with a blank: is that part of it?';
}

/** What each guard saw; `{n}` is how many of how many schools, `{limit}` what may go unasked. */
const guards: Readonly<Record<string, string>> = {
  G1: 'nothing would be left to serve: {n} would go',
  G2: '{n} would go, {limit}',
  G3: '{n} would go, {limit} of a small estate',
  G4: '{n} would be suspended, {limit}',
  G5: '{n} would have no client left, {limit}',
  G7: 'one secret under several schools',
};

export function guardInWords({ guard, count, of, limit }: Hold['guards'][number]): string {
  const isShare = limit !== undefined && count * 100 > limit * of;
  return (guards[guard] ?? guard)
    .replace('{n}', `${count} of ${of} schools`)
    .replace('{limit}', isShare ? `more than ${limit} %` : 'more than may go at once');
}
