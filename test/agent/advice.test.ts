import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { advice, guardInWords, placeOf } from '../../agent/wire/advice.js';

const rap = placeOf(new URL('https://rap.example.test/base?key=hunter2'), 'SIMS_RAP_URL');
const fallback = advice('no such code', rap);

/** The codes the sources can report about the service, as they are written there. */
async function codesInSources(): Promise<readonly string[]> {
  const root = new URL('../../agent/', import.meta.url);
  const files = (await readdir(root, { recursive: true })).filter(file =>
    /^(core\/(evidence|plan)|wire\/(answer|http|rap|sts))\.ts$/.test(file),
  );
  const texts = await Promise.all(files.map(file => readFile(new URL(file, root), 'utf8')));
  const places = /(?:failed\(|code: |NoAnswer\(|stop\(previous, \d, |\?\? |code : )['`]([^'`]+)['`]/g;
  const found = texts.flatMap(text =>
    [...text.matchAll(places)].map(([, code = '']) => code.replace(/\$\{.*\}/, '418')),
  );
  return [...new Set(found)].filter(code => /^\w+$/.test(code) && code !== 'issued');
}

describe('advice', () => {
  test('When the sources can report a code, then it has a sentence of its own', async () => {
    const codes = await codesInSources();
    expect(codes).toEqual(
      expect.arrayContaining(['token_refused', 'too_many_unread', 'wrong_type', 'html_418', 'socket']),
    );
    for (const code of codes) expect([code, advice(code, rap)]).not.toEqual([code, fallback]);
  });

  test.each(
    [
      'html_200 html_403 html_404 html_500 status_301 status_400 status_403 status_404 status_429 status_503 sts_status_404',
      'sts_status_401 sts_status_403 sts_status_500 list_status_404 list_no_content token_refused application_refused refused',
      'invalid_client invalid_scope invalid_grant invalid_request unauthorized_client unsupported_grant_type',
      'ECONNREFUSED ECONNRESET EPIPE ENOTFOUND EAI_AGAIN ETIMEDOUT EHOSTUNREACH ENETUNREACH EPROTO ERR_SSL_WRONG_VERSION_NUMBER',
      'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT UND_ERR_SOCKET',
      'HPE_INVALID_CONSTANT too_large too_slow no_access_token not_bearer unreadable',
    ].flatMap(line => line.split(' ')),
  )('When the code is %s, then there are words for it, and no query is repeated', code => {
    const said = advice(code, rap);
    expect(said).not.toBe(fallback);
    expect(said).toMatch(/^[A-Z{h].*\.$/);
    expect(said).not.toMatch(/[{}]|hunter2/);
  });

  test('When an address is wrong, then the sentence says so and names the variable', () => {
    const sts = placeOf(new URL('https://sts.example.test/connect/tokn'), 'SIMS_TOKEN_URL');
    expect(advice('sts_status_404', sts)).toBe(
      'This address does not exist there: https://sts.example.test/connect/tokn. Check SIMS_TOKEN_URL.',
    );
    for (const code of ['html_404', 'list_status_404']) {
      expect(advice(code, rap)).toMatch(/^This address does not exist there: https:\/\/rap.example.test\/base\./);
      expect(advice(code, rap)).toMatch(/SIMS_APPLICATION_ID and SIMS_RAP_URL/);
    }
    expect(advice('application_refused', rap)).toContain('SIMS_APPLICATION_ID');
  });

  test('When a guard has tripped, then it is told in words', () => {
    expect(guardInWords({ guard: 'G3', count: 2, of: 4, limit: 25 })).toBe(
      '2 of 4 schools would go, more than 25 % of a small estate',
    );
    expect(guardInWords({ guard: 'G2', count: 501, of: 9000, limit: 10 })).toBe(
      '501 of 9000 schools would go, more than may go at once',
    );
    for (const guard of ['G1', 'G4', 'G5', 'G7'])
      expect(guardInWords({ guard, count: 3, of: 9, limit: 10 })).toMatch(/^[a-z0-9 ,:%]+$/);
  });
});
