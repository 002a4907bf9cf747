import { createStore, useStore } from '../store.js';

const said = createStore({ text: '', urgent: '' });

/** Has a screen reader say something once it is done with what it says now; `urgent` interrupts. */
export function announce(text: string, urgent = false): void {
  said.set(urgent ? { urgent: text } : { text });
}

/** Where announcements stand; once in the page. */
export function LiveRegion() {
  const { text, urgent } = useStore(said, value => value);
  return (
    <div class="hidden">
      <div role="status">{text}</div>
      <div role="alert">{urgent}</div>
    </div>
  );
}
