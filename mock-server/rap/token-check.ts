import type { Harness } from '../harness.js';
import type { Claims } from '../tokens/index.js';
import { ownerOf } from '../world/index.js';
import { isCore } from './manners.js';
import { askTokenServer } from './token-server.js';
import type { Verdict } from './verdict.js';

const TAKEN: Verdict = { taken: true };
/** A token may be this much ahead of the clock (RAP-31); under ASP.NET Core also behind it. */
const TOLERANCE_MS = 300_000;

/** Checks a token as `rap.tokenValidation` says (RAP-31, RAP-32). */
export function check(harness: Harness, claims: Claims): Verdict {
  if (harness.switches()['rap.tokenValidation'] !== 'local') return askTokenServer(harness, claims);
  const now = harness.clock.now();
  if (now > claims.exp * 1000) return late(harness, claims, now);
  if (now < claims.nbf * 1000 - TOLERANCE_MS) return early(claims);
  return isCutOff(harness, claims) ? CUT_OFF : TAKEN;
}

/** Web API refuses what is over at once; ASP.NET Core forgives five minutes, as its JWT library does by default. */
function late(harness: Harness, claims: Claims, now: number): Verdict {
  const why = `the token expired ${Math.ceil((now - claims.exp * 1000) / 1000)} s ago`;
  const switches = [`rap.profile=${harness.switches()['rap.profile']}`];
  if (!isCore(harness.switches())) return { taken: false, why };
  if (now <= claims.exp * 1000 + TOLERANCE_MS) {
    return isCutOff(harness, claims)
      ? CUT_OFF
      : { taken: true, why: `${why}, and ASP.NET Core forgives 300 s`, switches };
  }
  return { taken: false, why, switches, description: `The token expired at '${invariant(claims.exp)}'` };
}

function early(claims: Claims): Verdict {
  const description = `The token is not valid before '${invariant(claims.nbf)}'`;
  return { taken: false, why: 'the token is not valid yet', description };
}

const CUT_OFF: Verdict = {
  taken: false,
  why: "the partner's client is suspended, and RAP refuses its live tokens",
  switches: ['life.vendorSuspend=rap-too'],
};

/** LIFE-22 */
function isCutOff(harness: Harness, claims: Claims): boolean {
  if (harness.switches()['life.vendorSuspend'] !== 'rap-too') return false;
  return ownerOf(harness.world(), claims.client_id)?.client.state === 'suspended';
}

/** An instant as .NET writes it for no culture in particular: `06/16/2026 05:16:01`. */
function invariant(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().slice(0, 19).split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time}`;
}
