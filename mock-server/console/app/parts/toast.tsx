import { createStore, useStore } from '../store.js';
import { Button } from './button.js';

type Told = {
  readonly says: string;
  /** It did not work. */
  readonly bad?: boolean;
  readonly undo?: () => Promise<void>;
};

const told = createStore<{ last: Told | null }>({ last: null });

/** Says what was done, with a way to take it back. It stays until it is closed or something else was done. */
export function tell(what: Told): void {
  told.set({ last: what });
}

/** Where it is said; once in the page. It is always there, so that screen readers notice what comes into it. */
export function Toast() {
  const last = useStore(told, value => value.last);
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
