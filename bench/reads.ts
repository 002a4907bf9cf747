import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import type { Bench, Benchmark } from './bench.js';
import { type Server, startServer } from './child.js';
import { type Samples, sideBySide } from './measure.js';
import { type Ours, peer, startOurs } from './programs.js';
import { compared, OURS } from './table.js';
import type { Ask } from './wire.js';

const FASTIFY = 'fastify, same bytes';
const HTTP = 'node:http, same bytes';

/** `Clients` of 20,000 schools in turn under one token, which is checked each time; the peers check nothing. */
export const clients: Benchmark = bench =>
  withWorld(bench, async (ours, token) => {
    const rows: { OrganisationId: string }[] = JSON.parse(await read(ours, token, '/GetSiteByApplication'));
    const paths = rows.map(row => `/${row.OrganisationId}/Clients`);
    const samples = await race(bench, { ours, token, paths, connections: 32, name: 'clients' });
    return [
      compared('Clients, JWT checked', samples, FASTIFY, '/s', '>= 0.8'),
      compared('Clients, JWT checked', samples, HTTP, '/s'),
    ];
  });

/** The list of 20,000 schools, a few megabytes at a time. */
export const list: Benchmark = bench =>
  withWorld(bench, async (ours, token) => {
    const paths = ['/GetSiteByApplication'];
    const samples = await race(bench, { ours, token, paths, connections: 4, name: 'list' });
    return [
      compared('GetSiteByApplication, 20,000 rows', samples, HTTP, '/s', '>= 0.85'),
      compared('GetSiteByApplication, 20,000 rows', samples, FASTIFY, '/s'),
    ];
  });

type Race = {
  readonly ours: Ours;
  readonly token: string;
  readonly paths: readonly string[];
  readonly connections: number;
  readonly name: string;
};

async function race(bench: Bench, { ours, token, paths, connections, name }: Race): Promise<Samples> {
  const { gun, quick, folder } = bench;
  const file = join(folder, `${name}.json`);
  writeFileSync(file, await read(ours, token, paths[1] ?? paths[0] ?? ''));
  const fastify = await startServer(peer('fastify-bytes', file));
  const http = await startServer(peer('http-bytes', file));
  const asks = paths.map(path => ask(ours, token, path));
  const contestant = (name: string, server: Server) => {
    gun.aim(name, server.ready['rapUrl'] ?? '', asks);
    return { name, once: () => gun.fire(name, connections, quick ? 700 : 2_500) };
  };
  const all = [contestant(OURS, ours), contestant(FASTIFY, fastify), contestant(HTTP, http)];
  await sideBySide(1, all); // To warm up.
  const samples = await sideBySide(quick ? 2 : 5, all);
  await Promise.all([fastify.stop(), http.stop()]);
  return samples;
}

async function withWorld<R>({ folder }: Bench, use: (ours: Ours, token: string) => Promise<R>): Promise<R> {
  const ours = await startOurs(folder, 'large');
  const result = await use(ours, await tokenOf(ours));
  await ours.stop();
  return result;
}

function ask({ ready }: Server, token: string, path: string): Ask {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  return { method: 'GET', path: `/api/v1/partner/${ready['applicationId']}${path}`, headers };
}

async function tokenOf({ ready, variables }: Ours): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: ready['clientId'] ?? '',
    client_secret: ready['clientSecret'] ?? '',
    scope: variables['SIMS_SCOPE'] ?? '',
  });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const { body } = await request(ready['tokenUrl'] ?? '', { method: 'POST', headers, body: form.toString() });
  const { access_token: token } = (await body.json()) as { access_token: string };
  return token;
}

async function read(ours: Ours, token: string, path: string): Promise<string> {
  const { headers, path: full } = ask(ours, token, path);
  const { body } = await request(`${ours.ready['rapUrl']}${full}`, { headers });
  return body.text();
}
