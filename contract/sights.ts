import type { Sight } from '../mock-server/index.js';

/** What arrived, world by world, as it was sent: kept only as long as a round lasts, and never shown. */
export type Sights = {
  see(sight: Sight): void;
  of(world: string): readonly Sight[];
  forget(world: string): void;
  /** Calls `then` as each request arrives. Returns what ends it. */
  onEach(world: string, then: () => void): () => void;
  /** Calls `then` once, as the nth request from now on arrives, or when none has come for so long. Returns what ends it. */
  watch(world: string, at: { readonly request: number } | { readonly quietMs: number }, then: () => void): () => void;
};

export function createSights(): Sights {
  const seen = new Map<string, Sight[]>();
  const watchers = new Map<string, Set<() => void>>();
  return {
    see: sight => {
      const all = seen.get(sight.world) ?? [];
      all.push(sight);
      seen.set(sight.world, all);
      for (const watcher of watchers.get(sight.world) ?? []) watcher();
    },
    of: world => seen.get(world) ?? [],
    forget: world => {
      seen.delete(world);
      watchers.delete(world);
    },
    onEach: (world, then) => {
      const all = watchers.get(world) ?? new Set();
      watchers.set(world, all);
      all.add(then);
      return () => {
        all.delete(then);
      };
    },
    watch: (world, at, then) => {
      const all = watchers.get(world) ?? new Set();
      watchers.set(world, all);
      let count = 0;
      let timer: NodeJS.Timeout | undefined;
      const watcher = () => {
        count += 1;
        if ('request' in at) {
          if (count === at.request) then();
          return;
        }
        clearTimeout(timer);
        timer = setTimeout(then, at.quietMs);
      };
      all.add(watcher);
      return () => {
        clearTimeout(timer);
        all.delete(watcher);
      };
    },
  };
}
