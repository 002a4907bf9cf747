import type { DemoState, Recording } from './shape.js';

/** Where to go: a picture on or back, or a scene by its index, and a moment of it. */
export type Going = { readonly go?: 'next' | 'back'; readonly scene?: number; readonly moment?: number };

/** A guided story, offered to the control API by whoever runs one. */
export type DemoPort = {
  state(): DemoState;
  /** Settles once something is newer than `version`, or after `withinMs`. */
  changed(version: number, withinMs: number): Promise<void>;
  /** Shows another picture, which is played if it was not yet; undefined, or why there is none such. */
  go(where: Going): string | undefined;
  /** What was played until now. */
  recording(): Recording;
};
