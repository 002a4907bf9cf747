import type { Harness } from './harness.js';

/** The worlds that share the two listeners, by id; requests without a `/~{id}` prefix belong to `default`. */
export type Worlds = {
  get(id: string): Harness | undefined;
  list(): readonly Harness[];
};

export const DEFAULT_WORLD = 'default';

/** Ids stand in addresses, so they keep to letters that need no escaping there. */
export const WORLD_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The address of a world below a listener's own. */
export function addressOf(listener: string, id: string): string {
  return id === DEFAULT_WORLD ? listener : `${listener}/~${id}`;
}
