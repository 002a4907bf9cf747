import { describe, expect, test } from 'vitest';
import { askToken, tokenFor, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';

const mock = await startMock();

describe('a token that is granted', () => {
  test('When it goes out, then headers and members stand in the order of the service [STS-40, STS-41, STS-42]', async () => {
    const body = new URLSearchParams(vendorFields).toString();
    const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
    const answer = await sendRaw({ method: 'POST', url: mock.ready.tokenUrl, headers, body });
    expect(answer.headers.slice(0, 3)).toEqual([
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store, no-cache, max-age=0, private'],
      ['Pragma', 'no-cache'],
    ]);
    expect(answer.body).toMatch(
      /^\{"access_token":"[\w-]+\.[\w-]+\.[\w-]+","expires_in":3600,"token_type":"Bearer"\}$/,
    );
  });

  test('When the lifetime is set, then expires_in is that lifetime and not the time left [STS-43, TOK-20]', async () => {
    const world = await mock.with({ 'sts.tokenLifetime': '60' });
    expect(JSON.parse((await askToken(world, vendorFields)).body).expires_in).toBe(60);
    world.advance('30s');
    expect(JSON.parse((await askToken(world, vendorFields)).body).expires_in).toBe(60);
  });

  test('When it is asked for again in another second, then it is a new one, however many live [STS-44, TOK-10, TOK-11]', async () => {
    const world = await mock.fresh();
    const tokens = new Set<string>();
    for (let second = 0; second < 20; second += 1) {
      tokens.add(await tokenFor(world));
      world.advance('1s');
    }
    expect(tokens.size).toBe(20);
  });

  test('When it is asked for two hundred times at once, then nothing throttles [STS-45, CA-18]', async () => {
    const replies = await Promise.all(Array.from({ length: 200 }, () => askToken(mock, vendorFields)));
    expect(replies.every(r => r.status === 200)).toBe(true);
  });
});
