import type { Harness } from './harness.js';
import type { Environment } from './world/index.js';

/** The worlds that share the two listeners, by id; requests without a `/~{id}` prefix belong to `default`. */
export type Worlds = {
  get(id: string): Harness | undefined;
  list(): readonly Harness[];
};

export const DEFAULT_WORLD = 'default';

/** Ids stand in addresses, so they keep to letters that need no escaping there. */
export const WORLD_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The address of a world below a listener's own, and of its partner environment where that is meant. */
export function addressOf(listener: string, id: string, environment: Environment = 'live'): string {
  if (environment === 'partner') return `${listener}/~${id}${PARTNER_SUFFIX}`;
  return id === DEFAULT_WORLD ? listener : `${listener}/~${id}`;
}

/** No world's id can hold a dot, so what follows one is never part of it. */
const PARTNER_SUFFIX = '.partner';

/** What stands behind the `~` of a path, taken apart. */
export function worldInPath(text: string): { readonly id: string; readonly environment: Environment } {
  if (text.endsWith(PARTNER_SUFFIX)) return { id: text.slice(0, -PARTNER_SUFFIX.length), environment: 'partner' };
  return { id: text, environment: 'live' };
}

/** The environment that an address of a world means by its path. */
export function environmentInPath(address: string): Environment {
  return address.endsWith(PARTNER_SUFFIX) ? 'partner' : 'live';
}
