import { expect, test } from 'vitest';
import { ask, brief, listSites, postForm, tokenFor } from '../support/ask.js';
import { readJwt } from '../support/jwt.js';
import { startMock } from '../support/mock.js';

const mock = await startMock();
const kidOf = (token: string) => JSON.parse(readJwt(token).header).kid as string;

test('When the signing key is changed, then both keys are published and old tokens stay good [JWT-17, JWT-18]', async () => {
  const world = await mock.fresh();
  const published = async () => {
    const { body } = await ask(`${world.ready.stsUrl}/.well-known/jwks`);
    return (JSON.parse(body).keys as { kid: string }[]).map(key => key.kid);
  };
  const old = await tokenFor(world);
  expect(await published()).toEqual([kidOf(old)]);
  world.commit({ kind: 'signingKey.rolled' });
  const fresh = await tokenFor(world);
  expect(kidOf(fresh)).not.toBe(kidOf(old));
  expect((await published()).sort()).toEqual([kidOf(old), kidOf(fresh)].sort());
  for (const token of [old, fresh]) {
    expect((await listSites(world, token)).status).toBe(200);
    expect((await postForm(`${world.ready.stsUrl}/connect/accessTokenValidation`, { token })).status).toBe(200);
  }
});

test('When a token is signed with a key that is not published, then it is refused, whatever its issuer [JWT-18, RAP-30]', async () => {
  const world = await mock.fresh();
  world.commit({ kind: 'signingKey.rolled' });
  const token = await tokenFor(world);
  expect((await listSites(world, token)).status).toBe(200);
  world.reset();
  expect(brief(await listSites(world, token))).toContain('401');
});
