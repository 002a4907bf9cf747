import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { ask, basic, postForm } from '../support/ask.js';
import { type Serving, serve, tempFolder } from '../support/command.js';

async function tokenFrom({ ready }: Serving): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'partner-read' };
  const reply = await postForm(ready.tokenUrl, form, basic(ready.clientId, ready.clientSecret));
  return JSON.parse(reply.body).access_token;
}

async function schoolIds(serving: Serving): Promise<string[]> {
  const headers = { authorization: `Bearer ${await tokenFrom(serving)}` };
  const { rapUrl, applicationId } = serving.ready;
  const { body } = await ask(`${rapUrl}/api/v1/partner/${applicationId}/GetSiteByApplication`, { headers });
  return (JSON.parse(body) as { OrganisationId: string }[]).map(row => row.OrganisationId);
}

const issuedAt = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).iat;

test('When a seed is chosen, then it is that world, the same each time and another than that of seed 1', async () => {
  const [one, again, other] = await Promise.all([['7'], ['7'], ['1']].map(([seed = '']) => serve(['--seed', seed])));
  expect(one?.ready).toMatchObject({ seed: 7 });
  expect(again?.ready.clientSecret).toBe(one?.ready.clientSecret);
  expect(other?.ready.clientId).not.toBe(one?.ready.clientId);
  expect(one?.ready.organisationIds).toEqual(again?.ready.organisationIds);
  await Promise.all([one, again, other].map(serving => serving?.stop()));
});

test('When a switch is set, then the service behaves so', async () => {
  const serving = await serve(['--set', 'rap.guidCase=lower', '--set', 'rap.tiRow=off']);
  const ids = await schoolIds(serving);
  expect(ids).toEqual(ids.map(id => id.toLowerCase()));
  expect(ids).toHaveLength(3);
  await serving.stop();
});

test('When the clock is manual, then it stands still', async () => {
  const serving = await serve(['--clock', 'manual']);
  const first = issuedAt(await tokenFrom(serving));
  const startedAt = Date.now();
  while (Date.now() < startedAt + 1100) await tokenFrom(serving);
  expect(issuedAt(await tokenFrom(serving))).toBe(first);
  await serving.stop();
});

test('When a scenario is served, then it brings its world, its seed and its clock', async () => {
  const serving = await serve(['--scenario', 'secret-reissued']);
  expect(serving.ready).toMatchObject({ scenario: 'secret-reissued', world: 'three-schools', seed: 4 });
  expect(serving.ready.clientId).toBe(buildWorld('three-schools', { seed: 4 })?.partners[0]?.vendorClient.clientId);
  await serving.stop();
});

test.each([
  ['a file', ''],
  ['a file with a byte order mark', '\ufeff'],
])('When a world comes from %s, then it is served with the seed it was made from', async (_, mark) => {
  const file = join(tempFolder(), 'mine.json');
  writeFileSync(file, mark + JSON.stringify({ ...buildWorld('academy-trust', { seed: 3 }), name: 'mine' }));
  const serving = await serve(['--world-file', file]);
  expect(serving.ready).toMatchObject({ world: 'mine', seed: 3 });
  expect(await schoolIds(serving)).toHaveLength(31);
  await serving.stop();
});

test('When a world in a file has no application, then serve says so and ends with 2', async () => {
  const file = join(tempFolder(), 'bare.json');
  writeFileSync(file, JSON.stringify({ ...buildWorld('three-schools', {}), applications: [], installations: [] }));
  await expect(serve(['--world-file', file])).rejects.toThrow(/ended with 2:\n\nsims-harness: .*no application.*/s);
});

test('When the partner environment is asked for, then the ready record, the variables and the schools are of it [HOST-05, HOST-10]', async () => {
  const folder = tempFolder();
  const file = join(folder, 'sims.env');
  const serving = await serve(['--world', 'both-environments', '--environment', 'partner', '--write-env', file]);
  expect(serving.ready.tokenUrl).toMatch(/\/~default\.partner\/connect\/token$/);
  expect(readFileSync(file, 'utf8')).toContain(`SIMS_CLIENT_ID='${serving.ready.clientId}'`);
  expect(await schoolIds(serving)).toHaveLength(3);
  const live = await ask(`${serving.ready.controlUrl}/api/info?environment=live`);
  expect(JSON.parse(live.body).tokenUrl).toMatch(/:\d+\/connect\/token$/);
  expect(JSON.parse(live.body).clientId).not.toBe(serving.ready.clientId);
  await serving.stop();
});
