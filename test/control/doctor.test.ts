import fc from 'fast-check';
import { expect, test } from 'vitest';
import { currentSecret, type World } from '../../mock-server/world/index.js';
import { type Members, startControl } from './arrange.js';

const control = await startControl();

const form = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function patient() {
  const { at, ready } = await control.world({ scenario: 'encoded-secrets' });
  const [partner] = ((await control.get(at)).value as unknown as World).partners;
  const id = String(ready['clientId']);
  const secret = partner ? currentSecret(partner.vendorClient) : '';
  return { at, id, secret, ask: async (body: Members) => (await control.call('POST', `${at}/doctor`, body)).value };
}

test('When credentials are right, then the doctor says so, however they were sent', async () => {
  const { id, secret, ask } = await patient();
  for (const sent of [
    { authorization: basic(id, secret) },
    { authorization: basic(form(id), form(secret)) },
    { body: `client_id=${form(id)}&client_secret=${form(secret)}` },
  ]) {
    expect(await ask({ ...sent, clientId: id, secret })).toMatchObject({
      accepted: true,
      meant: expect.arrayContaining([expect.stringContaining('exactly what was meant')]),
    });
  }
});

test.each([
  ['Bearer x', 'the Authorization header is not Basic'],
  ['Basic n:t base64', 'what follows "Basic " is not Base64'],
  [basic('nobody', 'x'), 'no client has this id'],
])('When the header is "%s", then the doctor says what is wrong with it', async (authorization, says) => {
  const { ask } = await patient();
  expect(await ask({ authorization })).toMatchObject({ accepted: false, says: expect.stringContaining(says) });
});

test.each([
  ['a secret encoded twice', 'id', form(form('a+b %')), 'a+b %', 'the secret was form-encoded twice'],
  ['a secret with a line break', 'id', 'abc\n', 'abc', 'blank or line break before or after it'],
  ['a secret cut short', 'id', 'abc', 'abcdef', 'the secret was cut short'],
  ['id and secret swapped', 'abc', 'id', 'abc', 'client id and secret are swapped'],
])('When what was sent is %s, then the doctor tells it from what was meant', async (_, id, secret, meant, says) => {
  const { ask } = await patient();
  const { meant: told } = await ask({ authorization: basic(id, secret), clientId: 'id', secret: meant });
  expect(JSON.stringify(told)).toContain(says);
});

test('When anything at all is examined, then nothing of a secret comes back, no journal has it and no lockout counts it', async () => {
  const { at, id, ask } = await patient();
  await control.call('PUT', `${at}/switches`, { 'sts.lockout': 'after:1' });
  const texts = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }).filter(s => s.trim().length >= 8);
  await fc.assert(
    fc.asyncProperty(texts, texts, async (canary, other) => {
      const body = `client_id=${form(id)}&client_secret=${form(canary)}`;
      for (const sent of [
        { authorization: basic(id, canary) },
        { authorization: canary },
        { body },
        { body: canary },
      ]) {
        const told = JSON.stringify(await ask({ ...sent, clientId: id, secret: other }));
        for (const text of [canary, other]) expect(told).not.toContain(text);
      }
    }),
    { numRuns: 15 },
  );
  expect((await control.get(`${at}/journal/count`)).value).toEqual({ count: 0 });
  expect(JSON.stringify(await control.call('POST', `${at}/try`, { what: 'token' }))).not.toContain('locked out');
});
