import type { DemoState } from '../../../../control/demo/shape.js';

type Scenes = DemoState['scenes'];

const STANDING = { waiting: 'not played', playing: 'being played', held: 'proven', failed: 'does not hold' } as const;

/** How every scene came out: shown beside the last picture. */
export function Summary({ scenes }: { readonly scenes: Scenes }) {
  const held = scenes.filter(({ state }) => state === 'held').length;
  const others = scenes.filter(({ state }) => state !== 'held');
  const isBad = scenes.some(({ state }) => state === 'failed');
  const tone = others.length === 0 ? 'good' : isBad ? 'bad' : 'info';
  return (
    <section class={`note demo-summary ${tone}`} aria-label="All scenes">
      <strong>
        The last picture. {held} of {scenes.length} {scenes.length === 1 ? 'scene' : 'scenes'} proven.
      </strong>{' '}
      {others.map(({ title, state }) => `${title}: ${STANDING[state]}.`).join(' ')}
    </section>
  );
}
