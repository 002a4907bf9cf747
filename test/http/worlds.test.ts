import { describe, expect, test } from 'vitest';
import { ask, askToken, brief, listSites, tokenFor, vendorFields } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, smallWorld } from '../support/small-world.js';

const mock = await startMock();

describe('worlds that share two listeners', () => {
  test('When two worlds are served, then a change, a clock and a journal of one are not seen in the other [PROD-07, HOST-10]', async () => {
    const [one, two] = [await mock.fresh(smallWorld(), { id: 'one' }), await mock.fresh(smallWorld(), { id: 'two' })];
    expect(one.ready.tokenUrl).toMatch(/\/~one\/connect\/token$/);
    const [tokenOne, tokenTwo] = [await tokenFor(one), await tokenFor(two)];
    one.commit({ kind: 'site.removed', site: 'oakfield', application: one.ready.applicationId });
    one.advance('2h');
    expect((await listSites(two, tokenTwo)).body).toContain(OAKFIELD.organisationId);
    expect((await listSites(one, tokenOne)).status).toBe(401);
    expect((await listSites(two, tokenOne)).status).toBe(401);
    expect([one.journal.count(), two.journal.count()]).toEqual([2, 3]);
  });

  test.each(['%7E', '%7e'])(
    'When a client escapes the tilde of a world as %s, then it reaches the same world',
    async tilde => {
      const world = await mock.fresh(smallWorld());
      const { status } = await ask(`${mock.ready.stsUrl}/${tilde}${world.id}/.well-known/openid-configuration`);
      expect([status, world.journal.count()]).toEqual([200, 1]);
    },
  );

  test('When a world is unknown or has ended, then its addresses are like any that do not exist [STS-06]', async () => {
    const world = await mock.fresh(smallWorld(), { id: 'short-lived' });
    expect((await askToken(world, vendorFields)).status).toBe(200);
    expect(mock.removeWorld('short-lived')).toBe(true);
    const reply = await askToken(world, vendorFields);
    expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html']);
    expect((await ask(`${mock.ready.rapUrl}/~nobody/api/v1/partner/x/GetSiteByApplication`)).status).toBe(404);
  });

  test('When the two services are asked, then neither knows the other’s addresses [PROD-07, HOST-01, HOST-02]', async () => {
    expect(mock.ready.stsUrl).not.toBe(mock.ready.rapUrl);
    expect((await ask(`${mock.ready.rapUrl}/.well-known/openid-configuration`)).status).toBe(404);
    expect((await ask(`${mock.ready.stsUrl}/api/v1/partner/x/GetSiteByApplication`)).status).toBe(404);
  });

  test('When plain http is refused, then it is a 403 without content type on both services [STS-10, STS-11, HOST-11]', async () => {
    const world = await mock.with({ 'transport.http': 'refuse' });
    const replies = [
      await askToken(world, vendorFields),
      await listSites(world, 'x'),
      await ask(`${world.ready.stsUrl}/nowhere`),
    ];
    for (const reply of replies) {
      expect(brief(reply)).toBe('403 SSL is required');
      expect(reply.headers['content-type']).toBeUndefined();
    }
  });
});
