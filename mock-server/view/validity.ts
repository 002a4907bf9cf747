import { type ClientOwner, ownerOf, type World } from '../world/index.js';
import { isEnabled } from './secrets.js';

/** What a token says of itself, as far as the token server's endpoints judge it. Instants in whole seconds. */
type Stamped = { readonly exp: number; readonly nbf: number; readonly client_id: string };

/** The JWT library's default tolerance, which the validation endpoint leaves as it is (END-04). */
const SKEW_MS = 300_000;

/**
 * Why the token server calls a token invalid that it can read: its times, with 300 s of tolerance, or its client,
 * which must still stand; here a removal bites before the token expires (END-04, END-07). Undefined when it is good.
 * `known`: the client as whoever judges knows it, which may be late (CA-31).
 */
export function validityFault(
  { exp, nbf, client_id }: Stamped,
  world: World,
  now: number,
  known: ClientOwner | undefined = ownerOf(world, client_id),
): string | undefined {
  if (now > exp * 1000 + SKEW_MS) return 'the token expired more than 300 s ago';
  if (now < nbf * 1000 - SKEW_MS) return 'the token is not valid yet';
  return known && isEnabled(known) ? undefined : 'the client of this token is suspended, disabled or gone';
}
