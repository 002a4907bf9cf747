import type { RecordedMoment } from '../../../../control/demo/shape.js';

export type MomentsProps = {
  readonly moments: readonly Pick<RecordedMoment, 'name' | 'shown' | 'state'>[];
  /** Index of the one shown. */
  readonly at: number;
  readonly onMoment: (index: number) => void;
};

/** The moments of a scene in order; those the story passes by are there from the start, and can be looked at as well. */
export function Moments({ moments, at, onMoment }: MomentsProps) {
  return (
    <ol class="demo-moments" aria-label="Moments of this scene">
      {moments.map(({ name, shown, state }, index) => (
        <li key={index}>
          <button
            type="button"
            class={`demo-moment ${shown ? '' : 'passing'} ${state}`}
            aria-current={index === at ? 'step' : undefined}
            onClick={() => onMoment(index)}
          >
            {name.charAt(0).toUpperCase() + name.slice(1)}
            {!shown && <small> played in between</small>}
          </button>
        </li>
      ))}
    </ol>
  );
}
