import { useEffect, useState } from 'preact/hooks';

/** A value that pages are functions of: read, changed in one place, and heard of. */
export type Store<T> = {
  get(): T;
  /** Replaces the members named. */
  set(members: Partial<T>): void;
  /** Returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
};

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: members => {
      value = { ...value, ...members };
      for (const listener of listeners) listener();
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Part of a store; the component is drawn again when that part is another one (compared by identity). */
export function useStore<T extends object, S>(store: Store<T>, select: (value: T) => S): S {
  const [, redraw] = useState({});
  const selected = select(store.get());
  useEffect(() => {
    let last = selected;
    const look = () => {
      const now = select(store.get());
      if (Object.is(now, last)) return;
      last = now;
      redraw({});
    };
    look();
    return store.subscribe(look);
  }, [store, selected]);
  return selected;
}
