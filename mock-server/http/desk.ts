import type { Dialect } from '../dialect.js';
import type { Sight } from '../sight.js';
import type { Worlds } from '../worlds.js';
import type { Patience } from './patience.js';

/** What the edge needs to serve one imitated service. */
export type Desk = {
  readonly dialect: Dialect;
  readonly worlds: Worlds;
  /** Told of a bug of ours; the caller only sees the vendor's 500 (RAP-49). */
  readonly onBug: (error: unknown) => void;
  /** Told, in one sentence, of what reached no world at all and so stands in no journal. */
  readonly onTurnedAway: (what: string) => void;
  /** Shown every exchange with a world as it was sent; for judges in the same process. */
  readonly onSight?: ((sight: Sight) => void) | undefined;
  /** How long a client may take; left out, as long as http.sys would wait. */
  readonly patience?: Patience;
};
