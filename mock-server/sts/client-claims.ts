import type { Harness } from '../harness.js';
import { spelled } from '../view/index.js';
import { type ClientOwner, siteByKey } from '../world/index.js';

/** The claims that a client's tokens carry, by their names on the wire (JWT-10, JWT-11); undefined when there are none. */
export function clientClaimsOf(harness: Harness, owner: ClientOwner): Record<string, string> | undefined {
  const claims = harness.switches()['sts.clientClaims'];
  if (claims === 'none') return undefined;
  const named = claims.flatMap(({ name, value }) => {
    const text = value ?? organisationOf(harness, owner);
    return text === undefined ? [] : [[`client_${name}`, text] as const];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/** As the site list spells it; of a partner's own client the partner's own organisation. */
function organisationOf(harness: Harness, owner: ClientOwner): string | undefined {
  const key = owner.kind === 'vendor' ? owner.partner.ownSite : owner.installation.site;
  const site = siteByKey(harness.world(), key);
  return site && spelled(harness.world(), site, harness.switches());
}
