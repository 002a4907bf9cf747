import { describe, expect, test } from 'vitest';
import type { WorldHandle } from '../../mock-server/index.js';
import { ask, brief, listClients, listSites, rapUrl, tokenFor, whyOf } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import {
  APPLICATION,
  ELMWOOD,
  FOREIGN_APPLICATION,
  FOXHILL,
  INTEGER_ID,
  NO_APPLICATION,
  OAKFIELD,
  OLDER_APPLICATION,
  OLDER_VENDOR,
  OTHER_VENDOR,
} from '../support/small-world.js';

const mock = await startMock();
const token = await tokenFor(mock);
const DENIED = '{"Message":"Authorization has been denied for this request."}';

/** Who may see what, and the switches that say how the rest is refused. */
const QUESTIONS = {
  'rap.foreignApplication': (world: WorldHandle, bearer: string) => listSites(world, bearer, FOREIGN_APPLICATION),
  'rap.unknownApplication': (world: WorldHandle, bearer: string) => listSites(world, bearer, NO_APPLICATION),
  'rap.unlinkedOrganisation': (world: WorldHandle, bearer: string) => listClients(world, bearer, ELMWOOD),
};

describe('what a partner may see', () => {
  test('When it asks for its own application, then it sees the schools of that one only [RAP-40, TOK-10, TOK-11, TOK-17]', async () => {
    const names = (body: string) => (JSON.parse(body) as { OrganisationId: string }[]).map(row => row.OrganisationId);
    expect(names((await listSites(mock, token)).body)).not.toContain(FOXHILL.organisationId);
    const theirs = await tokenFor(mock, OTHER_VENDOR);
    expect(names((await listSites(mock, theirs, FOREIGN_APPLICATION)).body)).toEqual([FOXHILL.organisationId]);
  });

  test('When an older vendor client holds the scope, then it sees its own application [TOK-05, TOK-06, RAP-36]', async () => {
    const older = await tokenFor(mock, OLDER_VENDOR, 'rapapi partner partner-read partner-write');
    expect((await listSites(mock, older, OLDER_APPLICATION)).status).toBe(200);
    expect(brief(await listSites(mock, older))).toBe('403');
  });

  test('When a school of ours is asked about under another application of ours, then it is not linked there [RAP-40, RAP-43]', async () => {
    const older = await tokenFor(mock, OTHER_VENDOR);
    expect(brief(await listClients(mock, older, OAKFIELD.organisationId, FOREIGN_APPLICATION))).toBe('403');
    expect(whyOf(mock)).toBe('oakfield does not use this application');
  });

  test('When another partner asks for our school, then the application is refused first [RAP-38, RAP-41]', async () => {
    const theirs = await tokenFor(mock, OTHER_VENDOR);
    expect(brief(await listClients(mock, theirs, OAKFIELD.organisationId))).toBe('403');
    expect(whyOf(mock)).toBe('the application belongs to another partner');
  });
});

describe.each(Object.entries(QUESTIONS))('%s', (name, question) => {
  test('When nothing is set, then it is an empty 403 without a challenge [RAP-41, RAP-42, RAP-43, RAP-44]', async () => {
    const reply = await question(mock, token);
    expect(brief(reply)).toBe('403');
    expect([reply.headers['content-length'], reply.headers['content-type'], reply.headers['www-authenticate']]).toEqual(
      ['0', undefined, undefined],
    );
    expect(mock.journal.list().at(-1)?.switches).toEqual([`${name}=403`]);
  });

  test('When rap.forbiddenBody is message, then the 403 carries the words of the 401 [RAP-44]', async () => {
    const world = await mock.with({ 'rap.forbiddenBody': 'message' });
    expect(brief(await question(world, await tokenFor(world)))).toBe(`403 ${DENIED}`);
  });

  test('When it is 404, then the address is said not to exist [RAP-41, RAP-42, RAP-43, RAP-45]', async () => {
    const world = await mock.with({ [name]: '404' });
    const reply = await question(world, await tokenFor(world));
    const uri = `${new URL(world.ready.rapUrl).origin}${world.journal.list().at(-1)?.path}`;
    expect(brief(reply)).toBe(`404 {"Message":"No HTTP resource was found that matches the request URI '${uri}'."}`);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('When it is empty-list, then it looks like nothing at all [RAP-41, RAP-42, RAP-43]', async () => {
    const world = await mock.with({ [name]: 'empty-list' });
    expect(brief(await question(world, await tokenFor(world)))).toBe('200 []');
  });
});

describe('rap.malformedId', () => {
  const IDS = [
    String(INTEGER_ID),
    '0',
    'abc',
    APPLICATION.slice(1),
    `${APPLICATION}0`,
    `{${APPLICATION}`,
    '%zz',
    '%20',
  ];
  const get = (world: WorldHandle, bearer: string, ...path: string[]) =>
    ask(rapUrl(world, ...path), { headers: { authorization: `Bearer ${bearer}` } });

  test.each(IDS.filter(id => id !== '%zz'))(
    'When the application id is %s, then it does not work [RAP-46, TOK-16]',
    async id => {
      const reply = await get(mock, token, id, 'GetSiteByApplication');
      expect(brief(reply)).toBe('400 {"Message":"The request is invalid."}');
    },
  );

  test('When the integer of our own application is used, then the journal says which id is meant [RAP-46, TOK-16]', async () => {
    await get(mock, token, String(INTEGER_ID), 'GetSiteByApplication');
    expect(whyOf(mock)).toContain('integer application id');
  });

  test('When the organisation id is none, then it does not work either [RAP-46]', async () => {
    expect(brief(await get(mock, token, APPLICATION, '12', 'Clients'))).toBe(
      '400 {"Message":"The request is invalid."}',
    );
  });

  test.each([
    ['403', '403'],
    [
      '404-html',
      '404 The resource you are looking for has been removed, had its name changed, or is temporarily unavailable.',
    ],
  ])('When it is %s, then the answer is that [RAP-46]', async (value, expected) => {
    const world = await mock.with({ 'rap.malformedId': value });
    expect(brief(await get(world, await tokenFor(world), '4711', 'GetSiteByApplication'))).toBe(expected);
  });

  test('When it is 404-message, then the address is repeated as it was sent [RAP-45, RAP-46]', async () => {
    const world = await mock.with({ 'rap.malformedId': '404-message' });
    const reply = await get(world, await tokenFor(world), "O'Brien", 'GetSiteByApplication?x=1');
    const uri = `${rapUrl(world, "O'Brien", 'GetSiteByApplication')}?x=1`;
    expect(brief(reply)).toBe(`404 {"Message":"No HTTP resource was found that matches the request URI '${uri}'."}`);
  });

  test('When it is 404-html, then ids are part of routing: before verb and token [RAP-38, RAP-46]', async () => {
    const world = await mock.with({ 'rap.malformedId': '404-html' });
    const paths = [
      ['4711', 'GetSiteByApplication'],
      [APPLICATION, '4711', 'Clients'],
      ['4711', OAKFIELD.organisationId, 'CLIENTS/'],
    ];
    for (const path of paths) {
      expect((await ask(rapUrl(world, ...path))).status).toBe(404);
      expect((await ask(rapUrl(world, ...path), { method: 'POST' })).status).toBe(404);
    }
    expect((await ask(rapUrl(world, APPLICATION, 'GetSiteByApplication'))).status).toBe(401);
    expect((await ask(rapUrl(world, `%7B${APPLICATION}%7D`, 'GetSiteByApplication'))).status).toBe(401);
  });
});

describe('the spelling of ids', () => {
  const bare = APPLICATION.replaceAll('-', '');
  test.each([
    bare,
    bare.toUpperCase(),
    `%7B${APPLICATION}%7D`,
    `(${APPLICATION})`,
    `%20${APPLICATION.toUpperCase()}%20`,
  ])('When the application id is written %s, then it is the same one [RAP-47, TOK-15]', async id => {
    const reply = await ask(rapUrl(mock, id, 'GetSiteByApplication'), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(reply.status).toBe(200);
  });

  test.each([OAKFIELD.organisationId.toLowerCase(), OAKFIELD.organisationId.replaceAll('-', '')])(
    'When the organisation id is written %s, then it is the same one [RAP-47, RAP-48, TOK-15]',
    async id => {
      expect((await listClients(mock, token, id)).status).toBe(200);
    },
  );
});
