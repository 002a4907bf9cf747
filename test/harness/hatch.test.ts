import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { createHatch } from '../../mock-server/hatch.js';

/** Two services that do not listen, and the way into them. */
async function services(rapUrl = 'http://127.0.0.1:1') {
  const app = Fastify();
  app.get('/answer', request => ({ encrypted: 'encrypted' in request.raw.socket, host: request.headers.host }));
  app.get('/silence', () => new Promise(() => {}));
  app.get('/torn', (_request, reply) => {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
  });
  await app.ready();
  return createHatch({ sts: { app, url: 'http://127.0.0.1:1' }, rap: { app, url: rapUrl } });
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`;

test('When a request is handed in, then the service answers as over a connection of its kind', async () => {
  const hatch = await services('https://127.0.0.1:1');
  for (const [service, encrypted] of [
    ['sts', false],
    ['rap', true],
  ] as const) {
    const { bytes, ended } = await hatch(service, request('/answer'), 30_000);
    expect(ended).toBe('whole');
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(bytes.toString()).toContain(`{"encrypted":${encrypted},"host":"here"}`);
  }
});

test('When a service tears the connection down, or says nothing in time, then that is told', async () => {
  const hatch = await services();
  expect(await hatch('sts', request('/torn'), 30_000)).toEqual({ bytes: Buffer.alloc(0), ended: 'torn' });
  expect(await hatch('sts', request('/silence'), 1)).toEqual({ bytes: Buffer.alloc(0), ended: 'silent' });
});
