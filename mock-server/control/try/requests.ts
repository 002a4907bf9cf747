import type { WireRequest } from './wire.js';

export const STYLES = ['body', 'basic-raw', 'basic-encoded'] as const;
export type Style = (typeof STYLES)[number];

type TokenAsk = {
  readonly tokenUrl: string;
  readonly style: Style;
  readonly clientId: string;
  readonly secret: string;
  readonly scope: string;
};

const FORM = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const JSON_WANTED = ['Accept', 'application/json'] as const;

/** A request for a token, as it is sent. */
export function tokenRequest({ tokenUrl, style, clientId, secret, scope }: TokenAsk): WireRequest {
  const fields = { grant_type: 'client_credentials', scope };
  if (style === 'body') {
    const body = formOf({ ...fields, client_id: clientId, client_secret: secret });
    return { method: 'POST', url: tokenUrl, headers: [JSON_WANTED, FORM], body };
  }
  const pair = style === 'basic-raw' ? `${clientId}:${secret}` : `${encoded(clientId)}:${encoded(secret)}`;
  const basic = ['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`] as const;
  return { method: 'POST', url: tokenUrl, headers: [basic, JSON_WANTED, FORM], body: formOf(fields) };
}

/** The same for people: `print` stands for the secret, and what goes into the header is told, not shown. */
export function tokenRequestShown(ask: TokenAsk, print: string): WireRequest {
  const { style, clientId } = ask;
  const shown = tokenRequest({ ...ask, style: 'body', secret: print });
  if (style === 'body') return { ...shown, body: shown.body.replace(encoded(print), print) };
  const how = style === 'basic-raw' ? '' : ', each form-encoded first';
  const basic = ['Authorization', `Basic <Base64 of ${clientId}:${print}${how}>`] as const;
  const { headers, body } = tokenRequest({ ...ask, secret: '' });
  return { ...shown, headers: [basic, ...headers.slice(1)], body };
}

/** A call of the partner API; without a token where none is to be shown. */
export function rapRequest(url: string, token: string | undefined): WireRequest {
  const bearer = token === undefined ? [] : [['Authorization', `Bearer ${token}`] as const];
  return { method: 'GET', url, headers: [...bearer, JSON_WANTED], body: '' };
}

function formOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}

/** application/x-www-form-urlencoded, as RFC 6749 (appendix B) wants it; a blank becomes +. */
function encoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
