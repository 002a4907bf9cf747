import type { ComponentChildren } from 'preact';
import type { Tone } from './tone.js';

export type { Tone };

/** A state in one or two words. The words carry the meaning, the colour only helps. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
