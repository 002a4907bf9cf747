import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type DemoPort, startHarness } from '../../mock-server/index.js';
import { type Members, startControl } from './arrange.js';

describe('When no story is told', async () => {
  const control = await startControl();

  test.each([
    ['GET', '/api/demo'],
    ['POST', '/api/demo'],
    ['GET', '/api/demo/recording'],
  ])('then there is nothing at %s %s, and the document does not tell of it', async (method, path) => {
    expect((await control.call(method, path)).status).toBe(404);
    const { value } = await control.get('/openapi.json');
    expect(Object.keys(value['paths'] as object)).not.toContain(path);
    expect((await control.get('/api/health')).value).not.toHaveProperty('demo');
  });
});

describe('When a story is told', async () => {
  const seen: unknown[] = [];
  let tellChange = () => {};
  const state = { version: 3, agent: 'a made-up agent' };
  const port = {
    state: () => state,
    changed: (version: number) => {
      seen.push(version);
      return new Promise<void>(resolve => {
        tellChange = resolve;
      });
    },
    go: (where: object) => {
      seen.push(where);
      return 'scene' in where ? 'There is no scene 9.' : undefined;
    },
    recording: () => ({ format: 'sims-recording/1', scenes: [] }),
    // What a route hands on is not its own business.
  } as unknown as DemoPort;
  const harness = await startHarness({ demo: port, keyFolder: join(tmpdir(), 'sims-id-harness-test-keys') });
  afterAll(() => harness.stop());
  const call = async (path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {};
    const answer = await fetch(`${harness.ready.controlUrl}${path}`, init);
    return { status: answer.status, value: (await answer.json()) as Members };
  };

  test('then it and its recording can be read, and everybody can see that it is there', async () => {
    expect(await call('/api/demo')).toEqual({ status: 200, value: state });
    expect((await call('/api/demo/recording')).value).toMatchObject({ format: 'sims-recording/1' });
    expect((await call('/api/health')).value).toMatchObject({ demo: true });
    const { value } = await call('/openapi.json');
    expect(Object.keys(value['paths'] as object)).toEqual(expect.arrayContaining(['/api/demo', '/api/demo/recording']));
  });

  test('then whoever knows the newest is answered once there is something newer', async () => {
    const waiting = call('/api/demo?after=3');
    await expect.poll(() => seen).toContainEqual(3);
    tellChange();
    expect((await waiting).status).toBe(200);
  });

  test('then pages can be turned, and there is a reason where there is none', async () => {
    expect(await call('/api/demo', { go: 'next' })).toEqual({ status: 200, value: state });
    expect(seen).toContainEqual({ go: 'next' });
    expect(await call('/api/demo', { scene: 9 })).toEqual({
      status: 409,
      value: { code: 'CONTROL_NO_PICTURE', message: 'There is no scene 9.' },
    });
  });

  test.each([{ go: 'forth' }, { scene: -1 }, { seen: 1 }])('then %j is refused with what it may be', async body => {
    const { status, value } = await call('/api/demo', body);
    expect([status, value['code']]).toEqual([422, 'CONTROL_BAD_BODY']);
  });
});
