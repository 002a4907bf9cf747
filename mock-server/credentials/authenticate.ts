import { timingSafeEqual } from 'node:crypto';
import type { Authentication } from '../answer.js';
import type { Asked } from '../asked.js';
import { environmentFault } from '../environment.js';
import type { Harness } from '../harness.js';
import type { Switches } from '../switches/index.js';
import { acceptedSecrets, isEnabled } from '../view/index.js';
import { type ClientOwner, ownerOf, type World } from '../world/index.js';
import { type Diagnosis, diagnose } from './doctor.js';
import type { Presented, Reading } from './presented.js';

/** Who is calling, or why nobody knows: the wire says `invalid_client` for every reason (CA-13). */
export type Authenticated =
  | { readonly owner: ClientOwner; readonly by: Authentication; readonly secret: string; readonly remark?: string }
  | Diagnosis;

/** Client authentication at this moment. Accepted when any reading fits (CA-23). */
export function authenticate(harness: Harness, asked: Asked, presented: Presented): Authenticated {
  if ('missing' in presented) return { why: presented.missing, ...(presented.by && { by: presented.by }) };
  const world = harness.world();
  const switches = harness.switches();
  const now = harness.clock.now();
  const fitting = presented.readings.flatMap(reading => {
    const owner = ownerFor(reading, world, switches, now);
    return owner ? [{ owner, by: reading.by, secret: reading.secret }] : [];
  });
  const [first, second] = fitting;
  if (!first) return diagnose(harness, presented.readings);
  const astray = environmentFault(harness, asked, first.owner);
  if (astray !== undefined) return { why: astray, clientId: first.owner.client.clientId, by: first.by };
  // CA-27: raw wins, and the journal says that another reading fits another client.
  const ambiguous = second !== undefined && second.owner.client !== first.owner.client;
  return ambiguous ? { ...first, remark: 'ambiguous: decoded, these credentials open another client' } : first;
}

function ownerFor(reading: Reading, world: World, switches: Switches, now: number): ClientOwner | undefined {
  const owner = ownerOf(world, reading.id);
  if (!owner || !isEnabled(owner)) return undefined;
  return acceptedSecrets(owner, switches, now).some(s => sameText(s.value, reading.secret)) ? owner : undefined;
}

/** Constant-time comparison, as the real service does it over hashes of equal length (CA-16). */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}
