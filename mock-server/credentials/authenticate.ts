import { timingSafeEqual } from 'node:crypto';
import type { Authentication } from '../answer.js';
import type { Asked } from '../asked.js';
import { environmentFault } from '../environment.js';
import type { Harness } from '../harness.js';
import type { Switches } from '../switches/index.js';
import { acceptedSecrets } from '../view/index.js';
import type { ClientOwner } from '../world/index.js';
import { cacheSwitch, enabledClient, staleClient } from './client-store.js';
import { ago, type Diagnosis, diagnose } from './doctor.js';
import { forgive, lockedFor, lockoutSwitch, strike } from './lockout.js';
import type { Presented, Reading } from './presented.js';
import { joined, type Remark } from './remark.js';

/** Who is calling, or why nobody knows: the wire says `invalid_client` for every reason (CA-13). */
export type Authenticated =
  | { readonly owner: ClientOwner; readonly by: Authentication; readonly secret: string; readonly remark?: Remark }
  | Diagnosis;

/** A reading whose id is an enabled client's. */
type Known = { readonly owner: ClientOwner; readonly reading: Reading };

/** Client authentication at this moment. Accepted when any reading fits (CA-23). */
export function authenticate(harness: Harness, asked: Asked, presented: Presented): Authenticated {
  if ('missing' in presented) return { why: presented.missing, ...(presented.by && { by: presented.by }) };
  const known = presented.readings.flatMap(reading => {
    const owner = enabledClient(harness, reading.id);
    return owner ? [{ owner, reading }] : [];
  });
  const open = known.filter(({ owner }) => lockedFor(harness, owner) === 0);
  const chosen = choose(
    open.filter(one => fits(harness, one)),
    harness.switches(),
  );
  if (!chosen) return turnedAway(harness, asked, presented.readings, known);
  if ('why' in chosen) return chosen;
  const { owner, reading, remark } = chosen;
  const astray = environmentFault(harness, asked, owner);
  if (astray !== undefined) return { why: astray, clientId: owner.client.clientId, by: reading.by };
  forgive(harness, owner);
  const odd = joined([remark, presented.odd, caseRemark(chosen), cacheRemark(harness, reading)]);
  return { owner, by: reading.by, secret: reading.secret, ...(odd && { remark: odd }) };
}

function fits(harness: Harness, { owner, reading }: Known): boolean {
  const accepted = acceptedSecrets(owner, harness.switches(), harness.clock.now());
  return accepted.some(({ value }) => sameText(value, reading.secret));
}

/** Constant-time comparison, as the real service does it over hashes of equal length (CA-16). */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** CA-27: two readings may open two clients. Without the switch raw wins, and the journal says that another fits too. */
function choose(fitting: readonly Known[], switches: Switches): (Known & { remark?: Remark }) | Diagnosis | undefined {
  const [raw, decoded] = fitting;
  if (!raw || !decoded || raw.owner.client.clientId === decoded.owner.client.clientId) return raw;
  const mode = switches['sts.basicAmbiguity'];
  const told = (why: string): Remark => ({ why: `ambiguous: ${why}`, switches: [`sts.basicAmbiguity=${mode}`] });
  if (mode === 'raw-wins') return { ...raw, remark: told('decoded, these credentials open another client') };
  if (mode === 'decoded-wins') return { ...decoded, remark: told('as sent, these credentials open another client') };
  const { clientId } = raw.owner.client;
  return { ...told('these credentials open one client as sent and another once decoded'), clientId, by: 'basic-raw' };
}

/** Nobody fits: a client that is locked out is told of first, for whether its secret was right is not even asked. */
function turnedAway(harness: Harness, asked: Asked, readings: readonly Reading[], known: readonly Known[]): Diagnosis {
  const locked = known.find(({ owner }) => lockedFor(harness, owner) > 0);
  if (locked) return lockedOut(harness, locked);
  const diagnosis = diagnose(harness, readings);
  // A client of the other environment is unknown here, and nobody counts what is tried on it (HOST-10).
  const here = known.filter(({ owner }) => environmentFault(harness, asked, owner) === undefined);
  const owners = new Map(here.map(({ owner }) => [owner.client.clientId, owner]));
  const locks = [...owners.values()].map(owner => strike(harness, owner)).includes(true);
  if (!locks) return diagnosis;
  const why = `${diagnosis.why}; that was one wrong secret too many, and the client is locked out for 15 minutes`;
  return { ...diagnosis, why, switches: [...(diagnosis.switches ?? []), lockoutSwitch(harness)] };
}

function lockedOut(harness: Harness, { owner, reading }: Known): Diagnosis {
  const seconds = Math.ceil(lockedFor(harness, owner) / 1000);
  const isRight = fits(harness, { owner, reading }) ? 'right' : 'wrong';
  return {
    why: `locked out for another ${seconds} s after wrong secrets in a row; this secret was ${isRight}`,
    clientId: owner.client.clientId,
    by: reading.by,
    switches: [lockoutSwitch(harness)],
  };
}

/** CA-17: nothing but the letter case can make a client's id differ from what was sent. */
function caseRemark({ owner, reading }: Known): Remark | undefined {
  if (owner.client.clientId === reading.id) return undefined;
  return { why: 'the client id was sent in another letter case', switches: ['sts.clientIdCase=ignore'] };
}

/** CA-31 */
function cacheRemark(harness: Harness, { id }: Reading): Remark | undefined {
  const stale = staleClient(harness, id);
  if (!stale) return undefined;
  const now = harness.clock.now();
  const why = `the STS took the client as it was ${ago(now - stale.lagMs, now)}: it has changed since`;
  return { why, switches: [cacheSwitch(harness)] };
}
