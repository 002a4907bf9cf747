import type { Exchange } from './journal/index.js';
import type { Change } from './world/index.js';

/** Something that happened in a world, as the console and the event stream tell it. `at` is epoch ms on its clock. */
export type HarnessEvent =
  | { readonly type: 'exchange'; readonly exchange: Exchange }
  | {
      readonly type: 'change';
      readonly at: number;
      readonly version: number;
      readonly changes: readonly Change[];
      /** Who asked: `step <name>`, `control api`, `library`. */
      readonly cause: string;
    }
  | { readonly type: 'replaced'; readonly at: number; readonly version: number }
  | { readonly type: 'switches'; readonly at: number; readonly set: Readonly<Record<string, string>> }
  | { readonly type: 'step'; readonly at: number; readonly step: string }
  | { readonly type: 'problem'; readonly at: number; readonly step: string; readonly message: string }
  /** Something that reached no world, told in the default one. */
  | { readonly type: 'turned-away'; readonly at: number; readonly message: string }
  | { readonly type: 'clock'; readonly at: number }
  | { readonly type: 'reset'; readonly at: number }
  | { readonly type: 'agent-report'; readonly at: number; readonly report: unknown };

export type Emitter = {
  /** Returns a function that ends the subscription. */
  subscribe(listener: (event: HarnessEvent) => void): () => void;
  emit(event: HarnessEvent): void;
};

export function createEmitter(): Emitter {
  const listeners = new Set<(event: HarnessEvent) => void>();
  return {
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit: event => {
      for (const listener of listeners) listener(event);
    },
  };
}
