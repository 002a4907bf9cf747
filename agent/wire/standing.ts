// The small record from one run to the next: rests, budget, and how the last sync ended. It holds no secret. One that cannot be read
// counts as none: whoever can write there could stop the agent anyway, and a lost record costs politeness, never a credential.
import { noStanding, type Sent, type Standing } from '../core/rest.js';
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

/** Throws StoreUnreadable. */
export const writeKept = (store: Store, { standing, lastRun }: Kept): Promise<void> =>
  store.record('standing', `${JSON.stringify({ standing, lastRun })}\n`);

/** `isDamaged`: there is a record, and it says nothing. */
export async function readKept(store: Store): Promise<Kept & { readonly isDamaged: boolean }> {
  try {
    const [line] = await store.records('standing');
    // Nothing was written yet, or it is gone.
    if (line === undefined) return { ...nothingKept, isDamaged: false };
    const { standing, lastRun }: Partial<Kept> = Object(JSON.parse(line));
    const isWhole = hasShape(standing) && (lastRun === null || isRun(lastRun));
    return isWhole ? { standing, lastRun, isDamaged: false } : { ...nothingKept, isDamaged: true };
  } catch {
    return { ...nothingKept, isDamaged: true };
  }
}

const nothingKept: Kept = { standing: noStanding, lastRun: null };

type Unknown<Shape> = { readonly [Name in keyof Shape]?: unknown };

/** Every member of the right kind, and the requests as they are counted. */
function hasShape(given: unknown): given is Standing {
  const standing: Unknown<Standing> = Object(given);
  const isLike = (name: keyof Standing) => typeof standing[name] === typeof noStanding[name];
  const { sent } = standing;
  const isCounted = (each: unknown) => {
    const { at, n }: Unknown<Sent> = Object(each);
    return Number.isFinite(at) && typeof n === 'number' && n >= 0;
  };
  return (Object.keys(noStanding) as (keyof Standing)[]).every(isLike) && Array.isArray(sent) && sent.every(isCounted);
}

function isRun(given: unknown): given is LastRun {
  const { at, ms, exit, code, says, requests }: Unknown<LastRun> = Object(given);
  const { token, list, clients, retries }: Unknown<RequestCounts> = Object(requests);
  const areNumbers = [at, ms, exit, token, list, clients, retries].every(Number.isFinite);
  return areNumbers && typeof says === 'string' && (code === null || typeof code === 'string');
}
