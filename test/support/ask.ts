import { request } from 'undici';
import type { WorldHandle } from '../../mock-server/index.js';
import { APPLICATION, type Credential, VENDOR } from './small-world.js';

/** An answer as a client library shows it: header names in lower case, the body as text. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

export type Headers = Readonly<Record<string, string>>;
type Ask = { readonly method?: string; readonly headers?: Headers; readonly body?: string | Buffer };

export async function ask(url: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Reply> {
  // The type is as wide as undici's own: tests send verbs of all sorts.
  const answer = await request(url, { method: method as 'GET', headers, ...(body !== undefined && { body }) });
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** The fields of a form, encoded; a string goes out as it is. */
export type Fields = string | Readonly<Record<string, string>>;

export function postForm(url: string, fields: Fields, headers: Headers = {}): Promise<Reply> {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  return ask(url, { method: 'POST', headers: { ...FORM, ...headers }, body });
}

/** A token request with exactly these fields. */
export function askToken(world: WorldHandle, fields: Fields, headers: Headers = {}): Promise<Reply> {
  return postForm(world.ready.tokenUrl, fields, headers);
}

/** Everything a token request needs. */
export function fieldsOf({ clientId, secret }: Credential, scope: string): Record<string, string> {
  return { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, scope };
}

export const VENDOR_SCOPE = 'partner-read partner-write';
export const vendorFields = fieldsOf(VENDOR, VENDOR_SCOPE);
/** A request whose credentials travel in the header. */
export const HEADER_ONLY = { grant_type: 'client_credentials', scope: VENDOR_SCOPE };

export function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** An access token; throws when there is none to be had. */
export async function tokenFor(world: WorldHandle, who: Credential = VENDOR, scope = VENDOR_SCOPE): Promise<string> {
  const reply = await askToken(world, fieldsOf(who, scope));
  if (reply.status !== 200) throw new Error(`arrange: no token, but ${reply.status} ${reply.body}`);
  return String(JSON.parse(reply.body).access_token);
}

export function rapUrl(world: WorldHandle, ...segments: string[]): string {
  return [`${world.ready.rapUrl}/api/v1/partner`, ...segments].join('/');
}

export function listSites(world: WorldHandle, token: string, application = APPLICATION): Promise<Reply> {
  return ask(rapUrl(world, application, 'GetSiteByApplication'), { headers: { authorization: `Bearer ${token}` } });
}

export function listClients(
  world: WorldHandle,
  token: string,
  organisationId: string,
  application = APPLICATION,
): Promise<Reply> {
  const url = rapUrl(world, application, organisationId, 'Clients');
  return ask(url, { headers: { authorization: `Bearer ${token}` } });
}

/** Status and body, which is what most refusals are told apart by. */
export function brief({ status, body }: Reply): string {
  return body === '' ? `${status}` : `${status} ${body}`;
}

/** What the journal says of the last exchange. */
export function whyOf(world: WorldHandle): string | undefined {
  return world.journal.list().at(-1)?.why;
}
