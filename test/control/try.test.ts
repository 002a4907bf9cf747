import { expect, test } from 'vitest';
import { currentSecret, type World } from '../../mock-server/world/index.js';
import { type Members, refused, startControl } from './arrange.js';

const control = await startControl();

type Pairs = readonly (readonly [string, string])[];
type Try = {
  readonly says: string;
  readonly request: { method: string; url: string; headers: Pairs; body: string };
  readonly answer: { status: number; headers: Pairs; body: string } | null;
  readonly ended: string;
  readonly exchange: Members | null;
};

async function tries(at: string, body: Members) {
  const told = await control.call('POST', `${at}/try`, body);
  return { ...told, tries: (told.value['tries'] ?? []) as readonly Try[] };
}

/** Every secret of a world, in every spelling that a request or an answer has. */
async function spellings(at: string): Promise<string[]> {
  const { partners, installations } = (await control.get(at)).value as unknown as World;
  const clients = [...partners.map(p => p.vendorClient), ...installations.flatMap(i => i.clients)];
  return clients.flatMap(client => {
    const secret = currentSecret(client);
    const encoded = encodeURIComponent(secret);
    const pairs = [`${client.clientId}:${secret}`, `${client.clientId}:${encoded}`];
    return [secret, encoded, JSON.stringify(secret).slice(1, -1), ...pairs.map(p => Buffer.from(p).toString('base64'))];
  });
}

test.each([
  ['body', 'client_secret=#', 'body'],
  ['basic-raw', 'Basic <Base64 of ', 'basic-raw'],
  // This secret is the same text encoded or not, which is one reading (CA-30).
  ['basic-encoded', ', each form-encoded first>', 'basic-raw'],
])(
  'When a token is tried for by %s, then it is given, and request and answer show fingerprints',
  async (style, sign, authentication) => {
    const { at, ready } = await control.world();
    const { status, body, tries: all } = await tries(at, { what: 'token', style });
    const [only] = all;
    expect([status, all.length, only?.answer?.status, only?.ended]).toEqual([200, 1, 200, 'whole']);
    expect(only?.request.url).toBe(ready['tokenUrl']);
    expect(JSON.stringify(only?.request)).toContain(sign);
    expect(only?.exchange).toMatchObject({ number: 1, operation: 'sts.token', status: 200, authentication });
    expect(only?.answer?.body).toContain(`"access_token":"${only?.exchange?.['token']}"`);
    expect(JSON.stringify(only?.request)).toContain(only?.exchange?.['secret']);
    expect(body).not.toMatch(/eyJ/);
    for (const secret of await spellings(at)) expect(body).not.toContain(secret);
  },
);

test.each(['encoded-secrets', 'awkward-rows'])(
  'When credentials are tried for in %s, then no secret is in what comes back',
  async scenario => {
    const { at, ready } = await control.world({ scenario });
    const secrets = await spellings(at);
    for (const organisationId of ready['organisationIds'] as string[]) {
      for (const xml of ['off', 'on']) {
        await control.call('PUT', `${at}/switches`, { 'rap.honourAcceptXml': xml });
        const { body, tries: all } = await tries(at, { what: 'clients', organisationId });
        expect(all.map(({ answer }) => answer?.status)).toEqual([200, 200]);
        for (const secret of secrets) expect(body).not.toContain(secret);
      }
    }
  },
);

test('When an answer is cut short, comes in chunks or never, then that is told, and no secret with it', async () => {
  const { at } = await control.world();
  const secrets = await spellings(at);
  for (const [fault, ended] of [
    [{ kind: 'truncated', keep: 0.9 }, 'torn'],
    [{ kind: 'truncated', form: 'chunked', keep: 0.9 }, 'torn'],
    [{ kind: 'reset' }, 'torn'],
    [{ kind: 'novelty' }, 'whole'],
  ] as const) {
    await control.call('PUT', `${at}/faults`, [{ on: { request: 'rap.clients' }, fault }]);
    const { body, tries: all } = await tries(at, { what: 'clients' });
    expect(all[1]).toMatchObject({ ended, exchange: { fault: fault.kind } });
    expect(all[1]?.answer === null).toBe(fault.kind === 'reset');
    for (const secret of secrets) expect(body).not.toContain(secret.slice(0, 12));
  }
});

test('When a wrong secret is tried, or one that somebody typed, then the journal says why and nothing repeats it', async () => {
  const { at, ready } = await control.world();
  const typed = 'typed S&cret+1/2="x"';
  for (const style of ['body', 'basic-raw', 'basic-encoded']) {
    const { body, tries: all } = await tries(at, { what: 'sites', style, secret: typed });
    expect(all).toMatchObject([{ answer: { status: 400, body: '{"error":"invalid_client"}' } }]);
    const pair = `${ready['clientId']}:`;
    const form = new URLSearchParams([['', typed]]).toString().slice(1);
    for (const text of [typed, form, ...[typed, form].map(t => Buffer.from(pair + t).toString('base64'))])
      expect(body).not.toContain(text);
    expect(body).not.toContain('S&cret');
  }
  const { tries: wrong } = await tries(at, { what: 'token', secret: 'wrong' });
  expect(wrong[0]?.exchange).toMatchObject({ why: "wrong secret for the partner's own client" });
});

test('When no token, a wrong one or the last one is shown, then RAP answers to that', async () => {
  const { at } = await control.world();
  expect(refused(await control.call('POST', `${at}/try`, { what: 'sites', token: 'last' }))).toEqual([
    409,
    'CONTROL_NO_TOKEN',
    'No token was tried for in this world yet: try "token" first.',
  ]);
  await tries(at, { what: 'token' });
  for (const [token, status] of [
    ['last', 200],
    ['none', 401],
    ['wrong', 401],
  ] as const) {
    const { tries: all } = await tries(at, { what: 'sites', token });
    expect(all).toMatchObject([{ answer: { status } }]);
  }
});

test('When a body is not what it takes, then the refusal repeats nothing of it', async () => {
  const { at } = await control.world();
  for (const path of ['try', 'doctor']) {
    for (const body of [
      '{"secret": S3cr3t-canary}',
      { what: 'token', secret: ['S3cr3t-canary'] },
      { 'S3cr3t-canary': 1 },
    ]) {
      const told = await control.call('POST', `${at}/${path}`, body);
      expect(told.status).toBeGreaterThanOrEqual(400);
      expect(told.body).not.toContain('S3cr3t');
    }
  }
});
