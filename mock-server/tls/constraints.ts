import { AsnConvert } from '@peculiar/asn1-schema';
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509';
import { OWN_NAME, OWN_RANGES, VENDOR_NAMES } from './names.js';

export const NAME_CONSTRAINTS = id_ce_nameConstraints;

/**
 * The names that the CA may ever vouch for (RFC 5280 section 4.2.1.10), as DER. Whoever stole its key could pretend to
 * be these hosts towards one user, and nothing else.
 */
export function nameConstraints(): ArrayBuffer {
  const names = [OWN_NAME, ...VENDOR_NAMES].map(dNSName => new GeneralName({ dNSName }));
  const ranges = OWN_RANGES.map(iPAddress => new GeneralName({ iPAddress }));
  const permitted = [...names, ...ranges].map(base => new GeneralSubtree({ base }));
  return AsnConvert.serialize(new NameConstraints({ permittedSubtrees: new GeneralSubtrees(permitted) }));
}
