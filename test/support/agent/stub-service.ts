// A stand-in for STS and RAP on one port, small enough to say anything: the agent is tested against the wire, not against the mock.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StubClient = { id: string; secret: string | null };
export type StubSite = { id: string; name?: string; authorised?: number | null; clients: StubClient[] };

export type Asked = {
  readonly kind: 'token' | 'list' | 'clients';
  /** The how-many-eth of its kind, from 1. */
  readonly nth: number;
  /** For clients: the organisation in the path, as sent. */
  readonly organisation: string;
  readonly authorization: string | undefined;
  readonly body: string;
  readonly atMs: number;
};

export type Reply = {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  raw?: (response: ServerResponse) => void;
};

/** What the vendor's rows carry besides; the agent must not keep it (W38). */
export const partnerKey = 'c0f7ee5a17b2d94e8f3607a1d5b9e2c4';

export const applicationId = '0f0e0d0c-0b0a-4908-8706-050403020100';
export const guid = (n: number): string => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Distinct, awkward secrets: what a school would get, with the characters that break encoders. */
export const secretOf = (n: number, version = 1): string => `S3cr+t/%=&:${n}_v${version}_Zq`;

export const site = (n: number, changes: Partial<StubSite> = {}): StubSite => ({
  id: guid(n).toUpperCase(),
  name: `School ${n}`,
  authorised: 1,
  clients: [{ id: `sas-oneroster-${guid(n)}`, secret: secretOf(n) }],
  ...changes,
});

export const sites = (count: number): StubSite[] => Array.from({ length: count }, (_, at) => site(at + 1));

export const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});
export const html = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><body><h1>Error 403 - This web app is stopped.</h1></body></html>',
});
/** Promises more bytes than it sends, then closes. */
export const cut = (body: string): Reply => ({
  raw: response => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 100 });
    response.write(body, () => response.destroy());
  },
});
/** Says nothing, ever. */
export const hang: Reply = { raw: () => {} };
export const empty = (status: number): Reply => ({ status, body: '' });

export class StubService {
  sites: StubSite[];
  /** Anything returned here is sent instead of the true answer. */
  answer: (asked: Asked) => Reply | undefined = () => undefined;
  tokenLifetimeSeconds = 3600;
  readonly asked: Asked[] = [];
  /** Tokens the RAP side takes; clear it to expire them all. */
  readonly liveTokens = new Set<string>();
  /** Every token ever issued, for leak scans. */
  readonly tokens: string[] = [];
  readonly #server: Server;
  readonly #counts = { token: 0, list: 0, clients: 0 };

  private constructor(server: Server, world: StubSite[]) {
    this.#server = server;
    this.sites = world;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(world: StubSite[]): Promise<StubService> {
    const server = createServer({ keepAlive: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StubService(server, world);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  count(kind: Asked['kind']): number {
    return this.#counts[kind];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? '';
    const kind = path === '/connect/token' ? 'token' : path.endsWith('/GetSiteByApplication') ? 'list' : 'clients';
    this.#counts[kind] += 1;
    const asked: Asked = {
      kind,
      nth: this.#counts[kind],
      organisation: kind === 'clients' ? (path.split('/').at(-2) ?? '') : '',
      authorization: request.headers.authorization,
      body: Buffer.concat(chunks).toString(),
      atMs: performance.now(),
    };
    this.asked.push(asked);
    send(response, this.answer(asked) ?? this.#truth(asked));
  }

  #truth(asked: Asked): Reply {
    if (asked.kind === 'token') return this.#token();
    if (!this.liveTokens.has(asked.authorization?.replace('Bearer ', '') ?? ''))
      return json({ Message: 'denied' }, 401);
    if (asked.kind === 'list') return json(this.sites.map(listRow));
    const found = this.sites.find(each => each.id.toLowerCase() === asked.organisation);
    return found ? json(found.clients.map(clientRow)) : empty(403);
  }

  #token(): Reply {
    const token = randomBytes(30).toString('base64url');
    this.liveTokens.add(token);
    this.tokens.push(token);
    return json({ access_token: token, expires_in: this.tokenLifetimeSeconds, token_type: 'Bearer' });
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, body = '', raw }: Reply): void {
  if (raw) raw(response);
  else response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

export const listRow = ({ id, name = '', authorised = 1 }: StubSite) => ({
  Id: 0,
  Name: name,
  OrganisationId: id,
  DfeCode: '8231234',
  DeniNumber: null,
  Authorised: authorised,
});
export const clientRow = ({ id, secret }: StubClient) => ({
  ClientId: id,
  Secret: secret,
  OCPAIMKey: partnerKey,
  Description: 'OneRoster',
});
