import type { Asked } from '../asked.js';
import { presented, readForm } from '../credentials/index.js';
import type { Harness } from '../harness.js';
import { authorizationHeader } from '../iis.js';
import type { Service } from '../switches/index.js';
import { applicationById, type ClientOwner, ownerOf, type World } from '../world/index.js';

/** Whoever no client of the world names; they are counted together, so that made-up ids cost no memory. */
export const NOBODY = 'callers without a known client';

/**
 * The partner that calls, by what the request says of itself: a gateway counts before anybody has checked a secret or a
 * signature. Limits are per partner, so a school's client counts for the partner whose application it was made for
 * (INFRA-26).
 */
export function callerOf(harness: Harness, asked: Asked, service: Service): string {
  const world = harness.world();
  for (const id of service === 'sts' ? idsShown(harness, asked) : idInToken(asked)) {
    const owner = ownerOf(world, id);
    if (owner) return partnerOf(world, owner) ?? NOBODY;
  }
  return NOBODY;
}

function idsShown(harness: Harness, asked: Asked): string[] {
  const form = readForm(asked.body.toString('utf8'));
  const shown = presented(asked, form, harness.switches()['sts.basicDecoding']);
  return 'readings' in shown ? shown.readings.map(reading => reading.id) : [];
}

/** The client id inside a bearer token, unchecked. */
function idInToken({ rawHeaders }: Asked): string[] {
  const [, payload = ''] = authorizationHeader(rawHeaders)?.split('.') ?? [];
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const id = (claims as { readonly client_id?: unknown } | null)?.client_id;
    return typeof id === 'string' ? [id] : [];
  } catch {
    return [];
  }
}

function partnerOf(world: World, owner: ClientOwner): string | undefined {
  if (owner.kind === 'vendor') return owner.partner.key;
  return applicationById(world, owner.installation.application)?.partner;
}
