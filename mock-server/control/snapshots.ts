import type { Harness } from '../harness.js';
import type { World } from '../world/index.js';

/** A world as it was, kept here so that it can be put back without its secrets ever leaving. */
export type Snapshot = {
  readonly id: string;
  readonly label: string | null;
  /** Epoch ms on the world's clock, and the version it was at. */
  readonly at: number;
  readonly version: number;
};

export type Snapshots = {
  take(harness: Harness, label: string | null): Snapshot;
  /** The oldest first. */
  list(harness: Harness): readonly Snapshot[];
  find(harness: Harness, id: string): { readonly told: Snapshot; readonly world: World } | undefined;
};

/** What changes leave alone is shared between snapshots, so that even of a large world these cost little. */
export const MOST_SNAPSHOTS = 20;

type Kept = { readonly told: Snapshot; readonly world: World };

/** Snapshots by world: the newest few, gone with the run. A reset leaves them: it may be the very thing to take back. */
export function createSnapshots(): Snapshots {
  const shelves = new WeakMap<Harness, readonly Kept[]>();
  const shelfOf = (harness: Harness) => shelves.get(harness) ?? [];
  let taken = 0;
  return {
    take: (harness, label) => {
      taken += 1;
      const world = harness.worldAsMade();
      const told = { id: `s${taken}`, label, at: harness.clock.now(), version: world.version };
      shelves.set(harness, [...shelfOf(harness).slice(1 - MOST_SNAPSHOTS), { told, world }]);
      return told;
    },
    list: harness => shelfOf(harness).map(({ told }) => told),
    find: (harness, id) => shelfOf(harness).find(({ told }) => told.id === id),
  };
}
