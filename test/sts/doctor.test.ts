import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { askToken, basic, fieldsOf, HEADER_ONLY, tokenFor, vendorFields, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import {
  AT_OAKFIELD,
  FOXHILL,
  OAKFIELD,
  RIVERSIDE,
  smallWorld,
  VENDOR,
  worldWithClient,
} from '../support/small-world.js';

/** The journal's one sentence on why credentials were refused (CA-13: the wire never says). */

const mock = await startMock();
const once = (text: string) => new URLSearchParams({ x: text }).toString().slice(2);
const FIELDS = { ...HEADER_ONLY, scope: 'rapapi' };
const PLUS = { ...OAKFIELD, secret: 'a+b/c=%20' };

async function viaBody(world: WorldHandle, id: string, secret: string): Promise<string | undefined> {
  await askToken(world, fieldsOf({ clientId: id, secret }, 'rapapi'));
  return whyOf(world);
}

async function viaBasic(world: WorldHandle, id: string, secret: string): Promise<string | undefined> {
  await askToken(world, FIELDS, basic(id, secret));
  return whyOf(world);
}

const { clientId } = OAKFIELD;

describe('the encoding doctor', () => {
  test('When a secret was encoded twice, then it says so, body or header [CA-20, CA-29]', async () => {
    const world = await mock.fresh(worldWithClient(PLUS));
    expect(await viaBody(world, clientId, once(PLUS.secret))).toBe('the secret was form-encoded twice');
    expect(await viaBasic(world, clientId, once(once(PLUS.secret)))).toBe('the secret was form-encoded twice');
  });

  test('When a plus was read as a blank, then it says so, body or header [CA-30, STS-50]', async () => {
    const world = await mock.with(
      { 'sts.basicDecoding': 'decoded' },
      worldWithClient({ ...OAKFIELD, secret: 'a+b c' }),
    );
    const lost = 'a + in the secret was read as a space: encode it as %2B';
    expect(await viaBasic(world, clientId, 'a+b c')).toBe(lost);
    await askToken(world, `${new URLSearchParams({ ...FIELDS, client_id: clientId })}&client_secret=a+b c`);
    expect(whyOf(world)).toBe(lost);
  });

  test('When an escape in the secret was decoded, then it says that the secret was not encoded [CA-30]', async () => {
    const world = await mock.with(
      { 'sts.basicDecoding': 'decoded' },
      worldWithClient({ ...OAKFIELD, secret: 'a%2Bb' }),
    );
    expect(await viaBasic(world, clientId, 'a%2Bb')).toBe('the secret was sent without form-encoding it');
  });

  test('When the mode does not decode, then it says which switch that is [CA-23]', async () => {
    const world = await mock.with({ 'sts.basicDecoding': 'raw' }, worldWithClient(PLUS));
    expect(await viaBasic(world, clientId, once(PLUS.secret))).toBe(
      'the secret is form-encoded, but sts.basicDecoding is raw',
    );
  });

  test('When blanks were added or trimmed, then it says so [STS-51]', async () => {
    const world = await mock.fresh(worldWithClient({ ...OAKFIELD, secret: ' padded ' }));
    expect(await viaBody(world, clientId, 'padded')).toBe('a blank was trimmed off the secret');
    const plain = await mock.fresh();
    expect(await viaBasic(plain, clientId, `${OAKFIELD.secret}\n`)).toBe(
      'the secret has a blank or line break before or after it',
    );
    expect(await viaBody(plain, ` ${clientId}`, OAKFIELD.secret)).toBe('the client id has a blank before or after it');
  });

  test('When the secret was replaced, then it says how long ago, however it was encoded [LIFE-19]', async () => {
    const world = await mock.fresh(worldWithClient(PLUS));
    world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD });
    world.advance('40s');
    const former = 'this is a former secret: a new one was issued 40 s ago';
    expect(await viaBody(world, clientId, PLUS.secret)).toBe(former);
    expect(await viaBasic(world, clientId, PLUS.secret)).toBe(former);
    expect(await viaBasic(world, clientId, once(PLUS.secret))).toBe(former);
  });

  test('When the STS has not heard of the new secret yet, then it names the switch [LIFE-25]', async () => {
    const world = await mock.with({ 'sts.rapSkew': 'rap-first:30' });
    world.commit({ kind: 'secret.reissued', ...AT_OAKFIELD, secret: 'newest' });
    expect(await viaBody(world, clientId, 'newest')).toContain('sts.rapSkew');
  });

  test('When a client belongs to another world of the run, then that environment is named [HOST-09, HOST-10]', async () => {
    const [ours, ...others] = smallWorld().partners;
    if (!ours) throw new Error('arrange: no partner');
    const foreign = 'vmc-aaaaaaaa-0000-4000-8000-00000000000f';
    const partners = [{ ...ours, vendorClient: { ...ours.vendorClient, clientId: foreign } }, ...others];
    await mock.fresh(smallWorld({ partners }), { id: 'partner-environment' });
    expect(await viaBody(mock, foreign, 'x')).toBe(
      'this is a client of another environment, the world "partner-environment"',
    );
  });

  test.each([
    ['in the shape of one of the real service', 'vmc-99999999-0000-4000-8000-000000000000', 'x', 'other environment'],
    ['no shape of an id', 'bob', 'x', 'no client has this id'],
    ['another letter case', clientId.toUpperCase(), 'x', 'another letter case'],
    ['swapped with the secret', OAKFIELD.secret, clientId, 'client id and secret are swapped'],
    ['encoded in the body', once(once(clientId.replaceAll('-', '+'))), 'x', 'no client has this id'],
  ])('When the id is %s, then it says so [CA-13, HOST-09, CA-17]', async (_case, id, secret, says) => {
    expect(await viaBody(mock, id, secret)).toContain(says);
  });

  test.each([
    ['of another school', FOXHILL.secret, 'the secret of another school, foxhill'],
    ["the partner's own", VENDOR.secret, "the partner's own secret"],
    ['in another letter case', OAKFIELD.secret.toUpperCase(), 'another letter case'],
    ['cut short', OAKFIELD.secret.slice(0, 12), 'cut short'],
    ['in quotes', `'${OAKFIELD.secret}'`, 'quotes around it'],
    ['simply wrong', 'something else', 'wrong secret for oakfield'],
  ])('When the secret is %s, then it says so [CA-13]', async (_case, secret, says) => {
    expect(await viaBody(mock, clientId, secret)).toContain(says);
  });

  test.each([
    ['two headers or a comma', `${basic(clientId, 'x').authorization}, Basic eA==`, 'several Authorization headers'],
    ['base64url', 'Basic a-_b', 'base64url'],
    ['no padding', 'Basic abc', 'padding'],
    ['nothing but the scheme', 'Basic', 'the Basic header is empty'],
    ['no letter of Base64', 'Basic %%%', 'is not Base64: encode id:secret first'],
    ['plain text', `Basic ${clientId}:x`, 'is not Base64: encode id:secret first'],
    ['no colon', `Basic ${Buffer.from('no colon').toString('base64')}`, 'no colon'],
    ['Bearer', 'Bearer abc', 'not Basic'],
    ['over-long', basic(clientId, 'x'.repeat(101)).authorization, 'longer than 100'],
  ])('When the header is %s, then it says so [CA-07, CA-09, CA-11, CA-12]', async (_case, authorization, says) => {
    await askToken(mock, FIELDS, { authorization });
    expect(whyOf(mock)).toContain(says);
  });

  test('When a client may not be used now, then it says since when [CA-14, LIFE-13, LIFE-15]', async () => {
    const world = await mock.fresh();
    world.commit({ kind: 'site.disabled', ...AT_OAKFIELD });
    world.advance('3m');
    expect(await viaBody(world, clientId, OAKFIELD.secret)).toBe('oakfield was disabled 3 min ago');
    world.commit({ kind: 'site.removed', ...AT_OAKFIELD });
    expect(await viaBody(world, clientId, OAKFIELD.secret)).toBe('oakfield left 0 s ago, and its client with it');
  });

  test('When a secret stands in another field, then the journal does not repeat it [CA-13, STS-21]', async () => {
    const world = await mock.fresh();
    for (const fields of misplaced(RIVERSIDE.secret)) await askToken(world, fields);
    await askToken(world, vendorFields, { 'content-type': 'text/plain' });
    const token = await tokenFor(world);
    await askToken(world, { ...vendorFields, scope: token });
    expect(await viaBasic(world, RIVERSIDE.clientId, once(once(RIVERSIDE.secret)))).toContain('twice');
    const journal = JSON.stringify(world.journal.list());
    for (const secret of [RIVERSIDE.secret, once(RIVERSIDE.secret), VENDOR.secret, token]) {
      expect(journal).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });
});

/** Requests in which somebody has put a secret where it does not belong. */
function misplaced(secret: string): Record<string, string>[] {
  const names = ['client_id', 'client_secret', 'grant_type', 'scope', 'acr_values', 'refresh_token'];
  return names.map(name => ({ ...vendorFields, [name]: secret }));
}

describe('forms that are not what they seem', () => {
  const twice = (name: string, value: string) => `${new URLSearchParams(vendorFields)}&${name}=${value}`;

  test.each(['client_id', 'client_secret'])('When %s is given twice, then it says so [STS-52]', async name => {
    const reply = await askToken(mock, twice(name, 'x'));
    expect(reply.body).toBe('{"error":"invalid_client"}');
    expect(whyOf(mock)).toBe(`${name} was given twice: its values are joined with a comma, so send it once`);
  });

  test.each([
    ['gzip', 'Content-Encoding gzip,'],
    ['BR', 'Content-Encoding br,'],
    ['hunter2', 'Content-Encoding something else than identity,'],
  ])('When the form is packed as %s, then the journal names the coding', async (coding, says) => {
    await askToken(mock, 'no form any more', { 'content-encoding': coding });
    expect(whyOf(mock)).toContain(says);
    expect(whyOf(mock)).not.toContain('hunter2');
  });

  test('When the coding is identity, then it is not at fault', async () => {
    await askToken(mock, HEADER_ONLY, { 'content-encoding': 'identity' });
    expect(whyOf(mock)).toMatch(/^no credentials: /);
  });
});
