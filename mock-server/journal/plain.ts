/**
 * What may be shown of the text of a request. People put secrets and tokens anywhere, so nothing is shown unless it is
 * known to be harmless: ids, small numbers, and names such as a person writes. Everything else becomes `…`.
 */

/** The words of the two services: shown wherever they stand, even beside a secret. */
export const KNOWN_WORDS: ReadonlySet<string> = new Set(
  [
    'api, v1, partner, GetSiteByApplication, Clients, connect, token, accessTokenValidation, identityTokenValidation',
    'introspect, introspection, revocation, authorize, .well-known, jwks, jwks.json, openid-configuration',
    'oauth-authorization-server, client_id, client_secret, grant_type, client_credentials, scope, access_token, Bearer, Basic',
  ].flatMap(line => line.toLowerCase().split(', ')),
);

const HIDDEN = '…';

/** As GUIDs are written with hyphens: 32 digits without any are an API key just as well (TOK-14). */
const GUID = /^[({]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[)}]?$/i;
/** TOK-08, TOK-12: the shape of a client id. */
const CLIENT_ID = /^(?:[a-z]{2,12}[-_]){1,3}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Too short to be worth guarding on its own. */
const SHORT = /^[\x21-\x7e]{0,3}$/;
const LONGEST_NAME = 64;

/** Whether one segment of a path may be shown for what it looks like alone. */
export function isPlain(text: string): boolean {
  if (SHORT.test(text)) return true;
  if (text.length > LONGEST_NAME) return false;
  if (GUID.test(text) || CLIENT_ID.test(text)) return true;
  const words = text.replace(/^\./, '').split(/[-._]/);
  return words.length <= 6 && words.every(isWord);
}

/** Letters as names have them, a number, or a name with a number behind it, such as `oauth2`. */
function isWord(word: string): boolean {
  return /^(?:[a-z]{1,24}|[A-Z]{1,24}|\d{1,9}|[a-z]{1,5}\d{1,2})$/.test(word) || isCamelCase(word);
}

/** Like GetSiteByApplication. In a random text capitals stand closer. */
function isCamelCase(word: string): boolean {
  if (word.length > 40 || !/^[a-z]*(?:[A-Z][a-z]+)+$/.test(word)) return false;
  return word.length >= 3 * word.replace(/[a-z]/g, '').length;
}

/** An address whose segments are shown where `may` says so; of its query no more than the names. */
export function shownAddress(url: string, may: (segment: string) => boolean): string {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const shown = path
    .split('/')
    .map(segment => shownSegment(segment, may))
    .join('/');
  return mark === -1 ? shown : `${shown}?${shownQuery(url.slice(mark + 1), may)}`;
}

function shownSegment(segment: string, may: (segment: string) => boolean): string {
  const name = segment.replace(/^(?:~|%7e)/i, '');
  return segment === '' || may(name) ? segment : knownIn(segment);
}

/** Where a form was put into the path, the names of its fields are left standing. */
function knownIn(segment: string): string {
  const shown = segment.replace(/[^&=;:,]+/g, word => (KNOWN_WORDS.has(word.toLowerCase()) ? word : HIDDEN));
  return /[a-z]/i.test(shown) ? shown : HIDDEN;
}

/** What stands there without a name may be a token, and a secret may stand where the name belongs. */
function shownQuery(query: string, may: (segment: string) => boolean): string {
  const shown = query.split('&').map(part => {
    const [name = '', value] = part.split('=', 2);
    return value === undefined ? HIDDEN : `${may(name) ? name : HIDDEN}=${HIDDEN}`;
  });
  return shown.join('&');
}

/** An address with the names of its query alone. */
export function withoutValues(url: string): string {
  return url.replace(/\?.*/s, query => query.replace(/=[^&]*/g, '='));
}

/** Whether a word belongs to the services, whatever else there may be. */
export function isKnown(text: string): boolean {
  return KNOWN_WORDS.has(text.toLowerCase());
}

/** The name of a host, each of its labels for itself: an address of the network, or names. */
export function shownHost(host: string): string {
  if (/^\[[0-9a-f:.]+\]$/i.test(host)) return host;
  return host
    .split('.')
    .map(label => (isPlain(label) ? label : HIDDEN))
    .join('.');
}
