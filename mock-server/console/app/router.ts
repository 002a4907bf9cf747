import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: `#/<page>?world=<id>&…`. The default world is not named. */
export type Route = {
  readonly page: string;
  readonly world: string;
  readonly query: Readonly<Record<string, string>>;
};

export const DEFAULT_WORLD = 'default';

/** What an address means. Pure. */
export function readHash(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const { world = DEFAULT_WORLD, ...query } = Object.fromEntries(new URLSearchParams(search));
  return { page: path.split('/')[0] ?? '', world: world === '' ? DEFAULT_WORLD : world, query };
}

/** The address of a page. Empty members of the query are left out. Pure. */
export function hashOf({ page, world, query }: Route): string {
  const search = new URLSearchParams(world === DEFAULT_WORLD ? {} : { world });
  for (const [name, value] of Object.entries(query)) if (value !== '') search.set(name, value);
  const text = search.toString();
  return `#/${page}${text === '' ? '' : `?${text}`}`;
}

export function currentRoute(): Route {
  return readHash(location.hash);
}

/** The address of another page, of the same world unless another is named. */
export function hrefTo(page: string, query: Route['query'] = {}, world = currentRoute().world): string {
  return hashOf({ page, query, world });
}

/** Goes to another place; the one left stays in the history of the browser. */
export function goTo(route: Partial<Route>): void {
  location.hash = hashOf({ ...currentRoute(), query: {}, ...route });
}

/** Changes the query of this place without a new entry in the history: for filters and searches. */
export function setQuery(members: Route['query']): void {
  const route = currentRoute();
  history.replaceState(null, '', hashOf({ ...route, query: { ...route.query, ...members } }));
  for (const listener of listeners) listener(currentRoute());
}

const listeners = new Set<(route: Route) => void>();
addEventListener('hashchange', () => {
  for (const listener of listeners) listener(currentRoute());
});

/** Returns a function that ends the subscription. */
export function onRoute(listener: (route: Route) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => onRoute(setRoute), []);
  return route;
}
