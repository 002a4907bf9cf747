import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { curlOf, quoted } from '../../mock-server/console/app/pages/traffic/curl.js';
import type { Exchange } from '../../mock-server/journal/index.js';

const AT = { stsUrl: 'http://127.0.0.1:4401/~w1', rapUrl: 'https://127.0.0.1:4402/~w1' };

const exchange = (members: Partial<Exchange>) =>
  ({ service: 'sts', operation: 'sts.token', method: 'POST', path: '/~w1/connect/token', ...members }) as Exchange;

/** What a shell makes of a command: its words, with `printf` in place of curl. */
function wordsOf(command: string, env: Record<string, string>): string[] {
  const script = command.replace(/^curl/m, "printf '%s\\0'");
  return execFileSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each([
  ['body', ['client_id=vmc-1', 'client_secret=s&cret']],
  ['basic-raw', ['-u', 'vmc-1:s&cret']],
  ['basic-encoded', ['-u', 'vmc-1:s%26cret']],
])(
  'When a token was asked for by %s, then the command asks so, with the secret from a variable',
  (authentication, words) => {
    const command = curlOf(exchange({ authentication, clientId: 'vmc-1', secret: '#3f9a' }), AT) ?? '';
    const env = { SIMS_CLIENT_SECRET: 's&cret', SIMS_CLIENT_SECRET_ENCODED: 's%26cret', SIMS_SCOPE: 'a b' };
    const found = wordsOf(command, env);
    expect(found).toEqual(expect.arrayContaining([...words, 'scope=a b', 'http://127.0.0.1:4401/~w1/connect/token']));
    expect(command).toContain('#3f9a');
  },
);

test('When a list was asked for, then the command shows a token from a variable and trusts the development CA', () => {
  const members = { service: 'rap', operation: 'rap.sites', method: 'GET', authentication: 'bearer' } as const;
  const command = curlOf(exchange({ ...members, path: "/~w1/it's" }), AT) ?? '';
  const found = wordsOf(command, { SIMS_TOKEN: 'T', SIMS_CA_FILE: '/ca.pem' });
  expect(found).toEqual(
    expect.arrayContaining(['Authorization: Bearer T', '/ca.pem', "https://127.0.0.1:4402/~w1/it's"]),
  );
});

test('When only the proxy saw a request, then there is no command', () => {
  expect(curlOf(exchange({ service: 'proxy', operation: 'proxy.connect' }), AT)).toBeUndefined();
});

test('When any text is quoted, then a shell reads it as one word and runs nothing of it', () => {
  const word = fc.string({
    unit: fc.constantFrom("'", '"', '$', '`', '\\', '\n', ' ', ';', '(', 'é', 'x'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), texts => {
      expect(wordsOf(`curl ${texts.map(quoted).join(' ')}`, {})).toEqual(texts);
    }),
    { numRuns: 20 },
  );
});
