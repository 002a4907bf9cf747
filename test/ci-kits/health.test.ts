import { expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { HARNESS, serve, start, stop, until } from '../support/command.js';
import { freePorts } from './runner.js';

const isAnswered = (url: string) =>
  ask(url).then(
    ({ status }) => status === 200,
    () => false,
  );

test('When health is answered for the first time, then the STS and the RAP API answer as well', async () => {
  const ports = await freePorts();
  const at = (port: string, path: string) => `http://127.0.0.1:${port}${path}`;
  const running = start([...HARNESS, 'serve'], { env: ports });
  await until(() => isAnswered(at(ports.SIMS_HARNESS_CONTROL_PORT, '/api/health')));
  const discovery = ask(at(ports.SIMS_HARNESS_STS_PORT, '/.well-known/openid-configuration'));
  const list = ask(at(ports.SIMS_HARNESS_RAP_PORT, '/api/v1/partner/1/GetSiteByApplication'));
  expect([(await discovery).status, (await list).status]).toEqual([200, 401]);
  expect(await stop(running, 'SIGTERM')).toMatchObject({ exit: 0, signal: null });
});

test('When one of the two services cannot listen, then health is never answered, and serve ends with 3', async () => {
  const holder = await serve();
  const ports = await freePorts();
  const taken = new URL(holder.ready.rapUrl).port;
  const { exit, stderr } = await start([...HARNESS, 'serve'], { env: { ...ports, SIMS_HARNESS_RAP_PORT: taken } })
    .ended;
  expect({ exit, stderr }).toEqual({ exit: 3, stderr: expect.stringContaining(`Port ${taken} is taken`) });
  expect(await isAnswered(`http://127.0.0.1:${ports.SIMS_HARNESS_CONTROL_PORT}/api/health`)).toBe(false);
  await holder.stop();
});

test('When every address is listened on, then the ready line gives addresses that can be called', async () => {
  const { ready, stop } = await serve(['--host', '0.0.0.0', '--set', 'transport.http=allow', '--intercept', '0']);
  const urls = [ready.stsUrl, ready.tokenUrl, ready.rapUrl, ready.controlUrl, ready.proxyUrl];
  expect(urls.map(url => new URL(url ?? '').hostname)).toEqual(Array(5).fill('127.0.0.1'));
  expect(await isAnswered(`${ready.controlUrl}/api/health`)).toBe(true);
  const { body } = await ask(`${ready.stsUrl}/.well-known/openid-configuration`);
  expect(JSON.parse(body).token_endpoint).toBe(ready.tokenUrl);
  await stop();
});
