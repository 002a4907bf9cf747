// The small record from one run to the next: rests, budget, and how the last sync ended. It holds no secret. One that cannot be read
// counts as none: whoever can write there could stop the agent anyway, and a lost record costs politeness, never a credential.
import { noStanding, type Standing } from '../core/rest.js';
import type { RequestCounts, Store } from '../ports.js';

/** How the last sync ended, for `status` and metrics. */
export type LastRun = {
  readonly at: number;
  readonly ms: number;
  readonly exit: number;
  readonly code: string | null;
  readonly says: string;
  readonly requests: RequestCounts;
};
export type Kept = { readonly standing: Standing; readonly lastRun: LastRun | null };

/** A disk that is full must not hide why the run ended, so a failure is not told. */
export const writeKept = (store: Store, kept: Kept): Promise<void> =>
  store.record('standing', `${JSON.stringify(kept)}\n`).catch(() => undefined);

export async function readKept(store: Store): Promise<Kept> {
  try {
    const [line = ''] = await store.records('standing');
    const { standing, lastRun } = JSON.parse(line) as Kept;
    return { standing: hasShape(standing) ? standing : noStanding, lastRun };
  } catch {
    return { standing: noStanding, lastRun: null };
  }
}

/** Every member of the right kind, and the requests as they are counted. */
function hasShape(standing: Standing): boolean {
  const isLike = (name: keyof Standing) => typeof standing[name] === typeof noStanding[name];
  const isCounted = () => standing.sent.every(({ at, n }) => Number.isFinite(at) && n >= 0);
  return (Object.keys(noStanding) as (keyof Standing)[]).every(isLike) && Array.isArray(standing.sent) && isCounted();
}
