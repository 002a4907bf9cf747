import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../mock-server/index.js';
import type { Fault } from '../../mock-server/scenario/index.js';
import { ask, brief, rapUrl } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { sendRaw } from '../support/raw-http.js';
import { APPLICATION, smallWorld } from '../support/small-world.js';

const mock = await startMock();

/** The weather of one fault, for every request. */
function always(fault: Fault): Scenario {
  const on = { kind: 'request', request: 'any', nth: 1, every: 1 } as const;
  const steps = [{ name: 'fault', on, times: 'always' as const, before: false, changes: [], fault }];
  const unused = { tells: '', defends: [], switches: {}, policy: {}, agent: {}, syncs: [] };
  return { id: 'faulty', title: 'Faulty', world: 'three-schools', seed: 1, clock: 'manual', steps, ...unused };
}

async function under(fault: Fault) {
  const world = await mock.fresh(smallWorld(), { scenario: always(fault) });
  return ask(rapUrl(world, APPLICATION, 'GetSiteByApplication'));
}

const HTML = 'text/html';

describe('answers from in front of the services', () => {
  test.each<[string, Fault, number, string, RegExp]>([
    [
      'maintenance',
      { kind: 'maintenance', form: 'html-503', retryAs: 'seconds' },
      503,
      HTML,
      /^The service is unavailable\.$/,
    ],
    [
      'maintenance in JSON',
      { kind: 'maintenance', form: 'json-503', retryAs: 'seconds' },
      503,
      'application/json; charset=utf-8',
      /^\{"Message":"[^"]+"\}$/,
    ],
    [
      'maintenance as a page with 200',
      { kind: 'maintenance', form: 'html-200', retryAs: 'seconds' },
      200,
      'text/html; charset=utf-8',
      /^<!DOCTYPE html>/,
    ],
    ['a page in place of JSON', { kind: 'html', status: 200 }, 200, 'text/html; charset=utf-8', /^<!DOCTYPE html>/],
    [
      'a stopped web app',
      { kind: 'stopped' },
      403,
      HTML,
      /<title>Web App - Unavailable<\/title>.*<h1>Error 403 - This web app is stopped\.<\/h1>.*The web app you have attempted to reach is currently stopped/,
    ],
    [
      'a pool that is down',
      { kind: 'status', status: 503 },
      503,
      'text/html; charset=us-ascii',
      /<TITLE>Service Unavailable<\/TITLE>[\s\S]*<h2>Service Unavailable<\/h2>\r\n<hr><p>HTTP Error 503\. The service is unavailable\.<\/p>/,
    ],
    [
      'a broken gateway',
      { kind: 'status', status: 502 },
      502,
      HTML,
      /<title>502 - Web server received an invalid response/,
    ],
    ['a gateway that waited too long', { kind: 'status', status: 504 }, 504, HTML, /<title>504/],
    [
      'throttling',
      { kind: 'throttled', retryAfter: 7, form: 'seconds' },
      429,
      'application/json',
      /^\{ "statusCode": 429, "message": "Rate limit is exceeded\. Try again in 7 seconds\." \}$/,
    ],
    [
      'an unhandled fault',
      { kind: 'status', status: 500 },
      500,
      'application/json; charset=utf-8',
      /^\{"Message":"An error has occurred\."\}$/,
    ],
    ['an empty list by fault', { kind: 'empty' }, 200, 'application/json; charset=utf-8', /^\[\]$/],
  ])(
    'When it is %s, then status, type and body are those of the vendor [INFRA-01, INFRA-02, INFRA-03, INFRA-05, INFRA-06, INFRA-08, INFRA-25, INFRA-29, RAP-49, LIFE-29]',
    async (_case, fault, status, type, body) => {
      const reply = await under(fault);
      expect([reply.status, reply.headers['content-type']]).toEqual([status, type]);
      expect(reply.body).toMatch(body);
    },
  );

  test('When the client is sent elsewhere, then Location is the address as it was written and the body is empty', async () => {
    const to = 'http://127.0.0.1:1/elsewhere?a=b';
    for (const status of [301, 302, 303, 307, 308]) {
      const reply = await under({ kind: 'redirect', status, to });
      expect([reply.status, reply.headers['location'], reply.body]).toEqual([status, to, '']);
    }
  });

  test.each([
    'http://example.test/',
    'https://127.0.0.1.example.test/',
    'http://localhost@example.test/',
    'http://127.0.0.1:80@example.test/',
    '//example.test',
    'http://127.0.0.1/\r\nX-Other: 1',
  ])('When a scenario made in code sends clients off this machine, to %j, then it is refused', async to => {
    await expect(under({ kind: 'redirect', status: 302, to })).rejects.toThrow('leads off this machine');
  });

  test('When a time to come back is named, then Retry-After says it in seconds or as a date, else it is missing [INFRA-02, INFRA-25]', async () => {
    const maintenance = { kind: 'maintenance', form: 'html-503' } as const;
    const seconds = await under({ ...maintenance, retryAfter: 120, retryAs: 'seconds' });
    expect(seconds.headers['retry-after']).toBe('120');
    const date = await under({ ...maintenance, retryAfter: 120, retryAs: 'http-date' });
    expect(date.headers['retry-after']).toMatch(/^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/);
    const [until, now] = [date.headers['retry-after'], date.headers['date']].map(text => Date.parse(String(text)));
    expect((until ?? 0) - (now ?? 0)).toBe(120_000);
    expect((await under({ ...maintenance, retryAs: 'seconds' })).headers['retry-after']).toBeUndefined();
    expect((await under({ kind: 'throttled', retryAfter: 3, form: 'seconds' })).headers['retry-after']).toBe('3');
  });

  test('When the clock of the world is ahead, then Date says so, once and last', async () => {
    const world = await mock.fresh();
    world.advance('3d');
    const { headers } = await sendRaw({ url: world.ready.tokenUrl });
    const dates = headers.filter(([name]) => name.toLowerCase() === 'date');
    expect(dates).toHaveLength(1);
    expect(headers.at(-1)).toEqual(dates[0]);
    expect(Date.parse(dates[0]?.[1] ?? '') - Date.now()).toBeGreaterThan(2 * 86_400_000);
  });

  test.each<Fault>([
    { kind: 'truncated', form: 'content-length', keep: 0.5 },
    { kind: 'truncated', form: 'chunked', keep: 0.5 },
    { kind: 'reset' },
  ])(
    'When the answer is cut by $kind $form, then a client library sees a broken connection [INFRA-07]',
    async fault => {
      await expect(under(fault)).rejects.toThrow();
    },
  );

  test('When a delay is longer than a timer can be, then nothing comes early', async () => {
    const world = await mock.fresh(smallWorld(), { scenario: always({ kind: 'hang', forMs: 30 * 86_400_000 }) });
    const client = AbortSignal.timeout(100);
    const answer = fetch(rapUrl(world, APPLICATION, 'GetSiteByApplication'), { signal: client });
    await expect(answer).rejects.toThrow('timeout');
  });

  test('When one world has a fault, then the others have none, and the journal names the fault [INFRA-04]', async () => {
    const world = await mock.fresh(smallWorld(), { scenario: always({ kind: 'stopped' }) });
    expect((await ask(rapUrl(world, APPLICATION, 'GetSiteByApplication'))).status).toBe(403);
    expect(world.journal.list()[0]?.fault).toBe('stopped');
    expect(brief(await ask(rapUrl(mock, APPLICATION, 'GetSiteByApplication')))).toContain('401');
  });
});
