import type { Switches } from '../switches/index.js';
import { type Client, type ClientOwner, currentSecret, type HeldSecret } from '../world/index.js';

/**
 * Whether the STS takes this client at all: suspended, removed, or of a school that may not use the application now,
 * it is as good as unknown (CA-14, LIFE-12, LIFE-13, LIFE-15).
 */
export function isEnabled(owner: ClientOwner): boolean {
  if (owner.client.state !== 'active') return false;
  return owner.kind === 'vendor' || owner.installation.state === 'active';
}

/** The secrets that open this client at `now` (CA-15, LIFE-19, LIFE-25). */
export function acceptedSecrets(owner: ClientOwner, switches: Switches, now: number): HeldSecret[] {
  const late = owner.kind === 'school' ? stsLateness(switches) : 0;
  return owner.client.secrets.filter((secret, index) => {
    // A client's first secret was always there: a machine whose clock is behind the world's dates is not locked out.
    const hasBegun = index === 0 || secret.issuedAt + late <= now;
    return hasBegun && now < endsAt(secret, switches, late);
  });
}

function endsAt(secret: HeldSecret, switches: Switches, late: number): number {
  if (secret.retiredAt === null) return Number.POSITIVE_INFINITY;
  const overlap = secret.overlapMs ?? switches['sts.secretOverlap'] * 1000;
  return secret.retiredAt + Math.max(overlap, late);
}

/** The one secret that Clients lists at `now`: the newest RAP has heard of (LIFE-25). */
export function shownSecret(client: Client, switches: Switches, now: number): string {
  const skew = switches['sts.rapSkew'];
  const late = skew !== 'none' && skew.first === 'sts' ? skew.ms : 0;
  const heardOf = client.secrets.filter((s, index) => index === 0 || s.issuedAt + late <= now);
  return heardOf.at(-1)?.value ?? currentSecret(client);
}

function stsLateness(switches: Switches): number {
  const skew = switches['sts.rapSkew'];
  return skew !== 'none' && skew.first === 'rap' ? skew.ms : 0;
}
