import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Held, WorldHandle } from '../../mock-server/index.js';
import { probe } from '../../mock-server/view/truth.js';
import type { Change } from '../../mock-server/world/index.js';
import { askToken, fieldsOf, listClients, listSites, tokenFor } from '../support/ask.js';
import { startMock } from '../support/mock.js';
import { APPLICATION } from '../support/small-world.js';

/** `truth` is what an agent finds that asks the wire everything and makes no mistake, whatever the switches. */

const mock = await startMock();
const KEY = 'ab'.repeat(32);

const SWITCHES: Readonly<Record<string, readonly string[]>> = {
  'rap.profile': ['webapi2', 'aspnetcore', 'aspnetcore-camelcase'],
  'rap.tokenValidation': ['local', 'endpoint', 'endpoint-cached'],
  'rap.requiredScopes': ['partner-read', 'rapapi partner-write'],
  'rap.strictPaths': ['off', 'on'],
  'rap.unlinkedOrganisation': ['403', '404', 'empty-list'],
  'rap.emptyList': ['200', '204', 'null-body'],
  'rap.idField': ['zero', 'sequence', 'null'],
  'rap.guidCase': ['upper', 'lower', 'mixed'],
  'rap.order': ['stable', 'shuffled'],
  'rap.duplicates': ['off', 'on'],
  'rap.tiRow': ['on', 'off'],
  'rap.clientsPerSite': ['1', '0', '2', '4'],
  'rap.ocpKeyUnset': ['absent', 'null', 'empty'],
  'rap.description': ['text', 'null'],
  'rap.authorisedValues': ['1/0/2', '1/1/1', '0/1/null'],
  'rap.pendingInList': ['listed', 'hidden'],
  'rap.clientsWhenPending': ['empty', 'listed', '403', '404'],
  'rap.disabledInList': ['listed', 'hidden'],
  'rap.clientsWhenDisabled': ['empty', 'listed', '403', '404'],
  'rap.suspendedClients': ['hidden', 'listed'],
  'rap.removalDelay': ['0', '60'],
  'rap.cacheHeaders': ['none', 'webhost'],
  'rap.honourAcceptXml': ['off', 'on'],
  'dom.dfeFormat': ['joined', 'slashed'],
  'dom.niDfeCode': ['null', 'empty', 'same-number'],
  'life.reinstall': ['new-credentials', 'same-credentials'],
};

const switches = fc.record(
  Object.fromEntries(Object.entries(SWITCHES).map(([name, values]) => [name, fc.constantFrom(...values)])),
);
const site = fc.constantFrom('oakfield', 'riverside', 'elmwood', 'brightwater-ti');
const kind = fc.constantFrom(
  'site.installed',
  'site.approved',
  'site.disabled',
  'site.enabled',
  'site.removed',
  'site.removed',
  'site.reinstalled',
  'client.issued',
  'client.suspended',
  'client.removed',
  'secret.reissued',
);
const step = fc.oneof(
  fc.record({ kind, site, pending: fc.boolean() }),
  fc.integer({ min: 1, max: 40 }).map(s => `${s}s`),
);

/** Makes the change, or lets it be where it is impossible. */
function move(world: WorldHandle, { kind, site, pending }: { kind: string; site: string; pending: boolean }): void {
  const more = kind === 'site.installed' ? { pending } : {};
  try {
    world.commit({ kind, site, application: APPLICATION, ...more } as Change);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'HARNESS_CHANGE')) throw error;
  }
}

/** The rows of an answer, their members by name in small letters; none where it holds no list. */
function rowsIn({ status, body }: { status: number; body: string }): Record<string, unknown>[] {
  const rows: unknown = status === 200 ? JSON.parse(body) : [];
  if (!Array.isArray(rows)) return [];
  return rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value])));
}

type Found = { readonly organisationId: string; readonly clientId: string; readonly secret: string };

async function sweep(world: WorldHandle): Promise<Found[]> {
  const token = await tokenFor(world);
  const listed = rowsIn(await listSites(world, token)).filter(row => row['authorised'] === 1);
  const ids = new Set(listed.map(row => String(row['organisationid']).toLowerCase()));
  const found: Found[] = [];
  for (const organisationId of ids) {
    for (const row of rowsIn(await listClients(world, token, organisationId)))
      found.push({ organisationId, clientId: String(row['clientid']), secret: String(row['secret']) });
  }
  return found;
}

const linesOf = (held: readonly Held[]) =>
  held.map(h => `${h.organisationId.toLowerCase()} ${h.clientId} ${h.secretFingerprint}`).sort();

test('When any switches are set and schools come and go, then truth is what the wire shows to one who asks for everything', async () => {
  const check = async (set: Record<string, string>, steps: readonly (Parameters<typeof move>[1] | string)[]) => {
    const world = await mock.with(set);
    for (const each of steps) typeof each === 'string' ? world.advance(each) : move(world, each);
    const found = await sweep(world);
    const held = found.map(({ secret, ...rest }) => ({ ...rest, secretFingerprint: probe(KEY, secret) }));
    expect(linesOf(world.truth(KEY))).toEqual(linesOf(held));
    mock.removeWorld(world.id);
  };
  await fc.assert(fc.asyncProperty(switches, fc.array(step, { maxLength: 10 }), check), { numRuns: 120 });
});

test('When an active school is given further credentials, then each that is shown opens the token server', async () => {
  const world = await mock.with({ 'rap.clientsPerSite': '3', 'sts.orgSelected': 'ignore' });
  const found = await sweep(world);
  expect(found).toHaveLength(3 + 4);
  for (const { clientId, secret } of found) {
    const scope = clientId.startsWith('sas-simsprimary-') ? 'partnerserverapplication' : 'rapapi';
    expect((await askToken(world, fieldsOf({ clientId, secret }, scope))).status).toBe(200);
  }
});
