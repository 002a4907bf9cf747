import type { RecordedMoment } from '../../../../control/demo/shape.js';

export type MomentsProps = {
  readonly moments: readonly Pick<RecordedMoment, 'name' | 'shown' | 'state'>[];
  /** Index of the one shown. */
  readonly at: number;
  readonly onMoment: (index: number) => void;
};

/** The moments of a scene in order; those the story passes by can be looked at as well, once they were played. */
export function Moments({ moments, at, onMoment }: MomentsProps) {
  const bySelf = moments.map((moment, index) => ({ ...moment, index }));
  const seen = bySelf.filter(
    ({ shown, state, index }) => shown || index === at || state === 'held' || state === 'failed',
  );
  return (
    <ol class="demo-moments" aria-label="Moments of this scene">
      {seen.map(({ name, shown, index, state }) => (
        <li key={index}>
          <button
            type="button"
            class={`demo-moment ${shown ? '' : 'passing'} ${state}`}
            aria-current={index === at ? 'step' : undefined}
            onClick={() => onMoment(index)}
          >
            {name.charAt(0).toUpperCase() + name.slice(1)}
          </button>
        </li>
      ))}
    </ol>
  );
}
