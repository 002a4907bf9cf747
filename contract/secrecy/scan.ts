import type { Sight, WorldHandle } from '../../mock-server/index.js';
import type { Leak } from './leak.js';

/** Looks for the secrets of one world in all that a subject said and left. */
export type Scan = {
  /** Notes the secrets that the world has by now: a reissued one does not forget the former. */
  remember(): void;
  output(where: string, text: string): void;
  /** URLs and headers, as they were sent. */
  sights(all: readonly Sight[]): void;
  folder(path: string): readonly Leak[];
  found(): readonly Leak[];
};

export function createScan(_world: WorldHandle): Scan {
  return { remember: () => {}, output: () => {}, sights: () => {}, folder: () => [], found: () => [] };
}
