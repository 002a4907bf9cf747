// Empties its store when the list cannot be read, and says that something was wrong.
import { agent, End, main, save } from './good.mjs';

export const subject = agent({
  onListFailure: (_answer, run) => {
    save([], run);
    throw new End(6, 'the list of schools cannot be read');
  },
});
await main(import.meta.url, subject);
