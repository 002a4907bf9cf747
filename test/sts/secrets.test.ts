import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { askToken, fieldsOf, listClients, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { AT_OAKFIELD, OAKFIELD, smallWorld, VENDOR } from '../support/small-world.js';

const mock = await startMock();
const OLD = OAKFIELD.secret;
const NEW = 'Brand_new+secret';

/** Which of these secrets open Oakfield's client now. */
async function opening(world: WorldHandle, ...secrets: string[]): Promise<string[]> {
  const tried = secrets.map(async secret => {
    const reply = await askToken(world, fieldsOf({ ...OAKFIELD, secret }, 'rapapi'));
    return reply.status === 200 ? [secret] : [];
  });
  return (await Promise.all(tried)).flat();
}

async function shown(world: WorldHandle): Promise<string> {
  const reply = await listClients(world, await tokenFor(world), OAKFIELD.organisationId);
  return JSON.parse(reply.body)[0].Secret;
}

const reissued = { kind: 'secret.reissued', ...AT_OAKFIELD, secret: NEW } as const;

describe('a new secret', () => {
  test('When nothing else is said, then the old one is refused at once [LIFE-19, CA-15]', async () => {
    const world = await mock.fresh();
    world.commit(reissued);
    expect(await opening(world, OLD, NEW)).toEqual([NEW]);
    expect(await shown(world)).toBe(NEW);
  });

  test('When sts.secretOverlap is set, then both open until it is over [LIFE-19, CA-15]', async () => {
    const world = await mock.with({ 'sts.secretOverlap': '60' });
    world.commit(reissued);
    expect(await opening(world, OLD, NEW)).toEqual([OLD, NEW]);
    world.advance(59_999);
    expect(await opening(world, OLD, NEW)).toEqual([OLD, NEW]);
    world.advance(1);
    expect(await opening(world, OLD, NEW)).toEqual([NEW]);
  });

  test('When the change itself names an overlap, then it wins over the switch [LIFE-19, CA-15]', async () => {
    const world = await mock.with({ 'sts.secretOverlap': '600' });
    world.commit({ ...reissued, overlap: '10s' });
    world.advance('10s');
    expect(await opening(world, OLD, NEW)).toEqual([NEW]);
  });

  test('When secrets follow each other within the overlap, then each of them opens [CA-15]', async () => {
    const world = await mock.with({ 'sts.secretOverlap': '60' });
    world.commit(reissued);
    world.advance('20s');
    world.commit({ ...reissued, secret: 'Third_one' });
    expect(await opening(world, OLD, NEW, 'Third_one')).toEqual([OLD, NEW, 'Third_one']);
    world.advance('40s');
    expect(await opening(world, OLD, NEW, 'Third_one')).toEqual([NEW, 'Third_one']);
  });

  test("When the partner's own secret is reset under an overlap, then both open for that long [LIFE-20]", async () => {
    const world = await mock.with({ 'sts.secretOverlap': '5' });
    world.commit({ kind: 'vendor.secretReset', partner: 'brightwater', secret: NEW });
    const status = async (secret: string) =>
      (await askToken(world, fieldsOf({ ...VENDOR, secret }, 'partner-read'))).status;
    expect([await status(VENDOR.secret), await status(NEW)]).toEqual([200, 200]);
    world.advance('5s');
    expect([await status(VENDOR.secret), await status(NEW)]).toEqual([400, 200]);
  });
});

describe('sts.rapSkew', () => {
  test('When RAP is first, then it shows a secret that the STS does not take yet, and the old one still opens [LIFE-25, CA-16]', async () => {
    const world = await mock.with({ 'sts.rapSkew': 'rap-first:30' });
    world.commit(reissued);
    expect(await shown(world)).toBe(NEW);
    expect(await opening(world, OLD, NEW)).toEqual([OLD]);
    world.advance('30s');
    expect(await opening(world, OLD, NEW)).toEqual([NEW]);
  });

  test('When the STS is first, then RAP still shows a secret that opens nothing any more [LIFE-25, CA-16]', async () => {
    const world = await mock.with({ 'sts.rapSkew': 'sts-first:30' });
    world.commit(reissued);
    expect(await shown(world)).toBe(OLD);
    expect(await opening(world, OLD, NEW)).toEqual([NEW]);
    world.advance('30s');
    expect(await shown(world)).toBe(NEW);
  });

  test('When a world begins with several secrets, then the STS takes those that have not been retired [CA-15]', async () => {
    const plain = smallWorld();
    const secrets = ['First_one', 'Second_one'].map(value => ({
      value,
      issuedAt: 0,
      retiredAt: null,
      overlapMs: null,
    }));
    const installations = plain.installations.map(i => ({ ...i, clients: i.clients.map(c => ({ ...c, secrets })) }));
    const world = await mock.fresh({ ...plain, installations });
    expect(await opening(world, 'First_one', 'Second_one')).toEqual(['First_one', 'Second_one']);
    expect(await shown(world)).toBe('Second_one');
  });
});
