import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WORLD_NAMES } from '../../fixtures/index.js';
import { readWorld } from '../../mock-server/world/index.js';
import { worldAfter } from './arrange.js';

/** A world as a file holds it, with one member of it replaced; `undefined` takes the member away. */
function written(path: string, value: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(worldAfter('three-schools')));
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const holder = steps.reduce((at, step) => at[step], copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

test.each(WORLD_NAMES)('When the world %s was written to a file, then it is read back as it was', name => {
  const world = worldAfter(name);
  expect(readWorld(JSON.parse(JSON.stringify(world)))).toEqual({ world });
});

describe('a file that is no world', () => {
  test.each([
    ['format', 'sims-world/2', 'world.format is "sims-world/2"; this version reads sims-world/1'],
    ['seed', '1', 'world.seed must be number'],
    ['minted', undefined, 'world.minted is missing'],
    ['colour', 'red', 'world has an unknown member "colour"'],
    ['switches', { 'rap.guidCase': 1 }, 'world.switches must be texts by name'],
    ['partners', {}, 'world.partners must be a list'],
    ['partners.0.vendorClient', null, 'world.partners[0].vendorClient must be an object'],
    [
      'partners.0.vendorClient.secrets.0.retiredAt',
      'never',
      'world.partners[0].vendorClient.secrets[0].retiredAt must be number or null',
    ],
    ['applications.0.needsApproval', 1, 'world.applications[0].needsApproval must be boolean'],
    ['applications.0.apiKey', 1, 'world.applications[0].apiKey must be text or null'],
    ['sites.1.kind', 'college', 'world.sites[1].kind must be one of school, partner'],
    ['installations.1.state', 'gone', 'world.installations[1].state must be one of pending, active, disabled, removed'],
    [
      'installations.1.clients.0.state',
      1,
      'world.installations[1].clients[0].state must be one of active, suspended, removed',
    ],
    ['signingKey', 1.5, 'world.signingKey must be whole number from 1'],
    [
      'installations.1.oddRow',
      { Name: ['Oakfield'] },
      'world.installations[1].oddRow must be texts, numbers or nulls by name',
    ],
  ])('When %s is %j, then the problem is told with its place', (path, value, problem) => {
    expect(readWorld(written(path, value))).toEqual({ problem });
  });

  test.each([
    ['sites.1.key', 'riverside', /two schools with the same key/],
    [
      'sites.1.organisationId',
      worldAfter('three-schools').sites[2]?.organisationId.toLowerCase(),
      /the same organisationId/,
    ],
    ['installations.1.site', 'riverside', /twice/],
    ['installations.1.site', 'nowhere', /links "nowhere" with application/],
    ['applications.0.id', 'C4E1F09A-7B36-4D52-8F80-5A9D1E63B7C2', /needs a GUID in lower case/],
    [
      'installations.1.clients.0.clientId',
      worldAfter('three-schools').installations[2]?.clients[0]?.clientId,
      /same clientId/,
    ],
    ['applications.0.partner', 'nobody', /belongs to "nobody"/],
  ])('When %s is %j, then the problem is that the parts do not fit', (path, value, problem) => {
    expect(readWorld(written(path, value))).toEqual({ problem: expect.stringMatching(problem) });
  });

  test('When the file holds anything at all, then the answer is a problem and never an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(readWorld(value)).toEqual({ problem: expect.any(String) });
      }),
    );
  });
});
