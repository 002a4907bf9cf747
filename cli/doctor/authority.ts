import { X509Certificate } from 'node:crypto';
import { developmentCa, HarnessError } from '../../mock-server/index.js';
import { bad, type Finding, ok, warn } from './finding.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** The development CA of this user: whether there is one, and how long it is good. None is made. */
export async function authorityFinding(folder: string, now: number): Promise<Finding> {
  const room = await developmentCa();
  try {
    const authority = await room.readAuthority(folder);
    if (!authority) return ok('ca', 'There is none yet: --https, --intercept or sims-harness trust makes it.');
    const { validTo } = new X509Certificate(authority.certificate);
    const left = Math.floor((Date.parse(validTo) - now) / DAY_MS);
    const until = new Date(validTo).toISOString().slice(0, 10);
    return left < SOON_DAYS
      ? warn(
          'ca',
          `${authority.caFile} is good until ${until} only. Run: sims-harness trust --renew (and trust the new one wherever this one was trusted).`,
        )
      : ok('ca', `${authority.caFile} is good until ${until}, its key for you alone`);
  } catch (error) {
    if (error instanceof HarnessError) return bad('ca', error.message);
    throw error;
  }
}
