import { useEffect } from 'preact/hooks';
import { currentRoute, onRoute } from '../router.js';
import { createStore, useStore } from '../store.js';
import { Button } from './button.js';

type Told = {
  readonly says: string;
  /** It did not work. */
  readonly bad?: boolean;
  readonly undo?: () => Promise<void>;
};

const told = createStore<{ last: (Told & { readonly place: string }) | null }>({ last: null });

const placeNow = (): string => `${currentRoute().page} ${currentRoute().world}`;

/**
 * Says what was done, with a way to take it back. It stays until it is closed, something else was done, or the reader is
 * at another page or in another world.
 */
export function tell(what: Told): void {
  told.set({ last: { ...what, place: placeNow() } });
}

/** Where it is said; once in the page. It is always there, so that screen readers notice what comes into it. */
export function Toast() {
  const last = useStore(told, value => value.last);
  useEffect(
    () =>
      onRoute(() => {
        const { last } = told.get();
        if (last && last.place !== placeNow()) told.set({ last: null });
      }),
    [],
  );
  return (
    <div class="toasts" role={last?.bad ? 'alert' : 'status'}>
      {last && (
        <div class={`toast ${last.bad ? 'bad' : ''}`}>
          <span dir="auto">{last.says}</span>
          {last.undo && <Button onClick={last.undo}>Undo</Button>}
          <Button look="plain" label="Close this message" onClick={() => told.set({ last: null })}>
            ✕
          </Button>
        </div>
      )}
    </div>
  );
}
