import { expect, test } from 'vitest';
import { ask, listSites } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { smallWorld } from '../support/small-world.js';

const mock = await startMock();
const azure = (seed: number) => mock.fresh(smallWorld({ seed }), { switches: { 'infra.serverHeaders': 'azure' } });
const cookieOf = async (url: string) => String((await ask(url)).headers['set-cookie']);

test('When infra.serverHeaders is none, then the host does not show itself [INFRA-09]', async () => {
  const world = await mock.with({ 'infra.serverHeaders': 'none' });
  const { headers } = await listSites(world, 'x');
  expect([headers['server'], headers['x-powered-by'], headers['set-cookie']]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('When infra.serverHeaders is azure, then every answer of a service has the headers and the cookie of its host [INFRA-09]', async () => {
  const world = await azure(1);
  for (const url of [world.ready.stsUrl, world.ready.rapUrl]) {
    const { headers } = await ask(url);
    expect([headers['server'], headers['x-powered-by']]).toEqual(['Microsoft-IIS/10.0', 'ASP.NET']);
    expect(headers['set-cookie']).toMatch(/^ARRAffinity=[0-9a-f]{64};Path=\/;HttpOnly;Domain=127\.0\.0\.1$/);
  }
});

test('When worlds have the same seed, then they have the same instance; another seed or service has another [INFRA-09]', async () => {
  const [one, same, other] = [await azure(1), await azure(1), await azure(2)];
  const cookie = await cookieOf(one.ready.stsUrl);
  expect(await cookieOf(same.ready.stsUrl)).toBe(cookie);
  expect(await cookieOf(other.ready.stsUrl)).not.toBe(cookie);
  expect(await cookieOf(one.ready.rapUrl)).not.toBe(cookie);
});

test('When something in front of the service answers, then it is not the host that speaks [INFRA-09, INFRA-22]', async () => {
  const world = await mock.with({ 'infra.serverHeaders': 'azure', 'infra.apim': 'rap' });
  expect((await listSites(world, 'x')).headers['server']).toBeUndefined();
});
