import { createHmac } from 'node:crypto';
import type { Switches } from '../switches/index.js';
import { type Application, type Site, siteByKey, type World } from '../world/index.js';
import { credentialRows } from './credentials.js';
import { authorisedOf, siteRows, spelled } from './sites.js';

/** One credential an agent should be holding, with the secret itself: never leaves the process. */
export type Pair = {
  readonly site: Site;
  readonly organisationId: string;
  readonly clientId: string;
  readonly secret: string;
};

/** The same for people and scripts: the secret is an HMAC-SHA-256 under the probe key, in hex. */
export type Held = { readonly organisationId: string; readonly clientId: string; readonly secretFingerprint: string };

/**
 * What a perfect agent would hold after a sync at `now`: every credential that RAP shows for every school it lists
 * with `Authorised` 1 (LIFE-11). `world` is the one that is shown outside (see `shownWorld`).
 */
export function truth(world: World, application: Application, switches: Switches, now: number): Pair[] {
  const rows = siteRows(world, application, switches, now);
  const listed = new Set(rows.map(({ OrganisationId: id }) => (typeof id === 'string' ? id.toLowerCase() : id)));
  const pairs: Pair[] = [];
  for (const installation of world.installations) {
    if (installation.application !== application.id || authorisedOf(installation, switches, now) !== 1) continue;
    const site = siteByKey(world, installation.site);
    if (!site || !listed.has(site.organisationId.toLowerCase())) continue;
    const credentials = credentialRows(application, installation, switches, now);
    if (typeof credentials === 'string') continue;
    const organisationId = spelled(world, site, switches);
    for (const row of credentials) pairs.push({ site, organisationId, clientId: row.ClientId, secret: row.Secret });
  }
  return pairs;
}

export function probe(probeKey: string, secret: string): string {
  return createHmac('sha256', Buffer.from(probeKey, 'hex')).update(secret, 'utf8').digest('hex');
}

export function asHeld(pairs: readonly Pair[], probeKey: string): Held[] {
  return pairs.map(({ organisationId, clientId, secret }) => ({
    organisationId,
    clientId,
    secretFingerprint: probe(probeKey, secret),
  }));
}

/** Each part as a 4-byte length and its UTF-8 bytes, so that no two different lists look alike. */
function lengthPrefixed(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap(part => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

/**
 * One value for a whole set of credentials, in hex: equal for an agent's store and the mock's truth exactly when they
 * hold the same, and saying nothing else. Order and letter case of organisation ids do not matter.
 */
export function convergenceDigest(held: readonly Held[], probeKey: string): string {
  const lines = held.map(h => lengthPrefixed([h.organisationId.toLowerCase(), h.clientId, h.secretFingerprint]));
  const whole = Buffer.concat(lines.sort(Buffer.compare));
  return createHmac('sha256', Buffer.from(probeKey, 'hex')).update(whole).digest('hex');
}
