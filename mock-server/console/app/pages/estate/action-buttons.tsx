import { act } from '../../act.js';
import { Button } from '../../parts/button.js';
import type { Action } from './actions.js';

/** Buttons that do what they say at once; each can be taken back. */
export function Actions({ actions }: { readonly actions: readonly Action[] }) {
  if (actions.length === 0) return null;
  return (
    <div class="actions">
      {actions.map(({ text, change, says, danger, main }, place) => (
        <Button
          // By its place: the button that was pressed keeps the focus when it says something else afterwards.
          key={place}
          {...(danger && { look: 'danger' as const })}
          {...(main && { look: 'main' as const })}
          onClick={() => act(change, says)}
        >
          {text}
        </Button>
      ))}
    </div>
  );
}
