// Takes a 403 for word that nobody is a customer any more, also when it is the page of a stopped web app.
import { agent, End, HOOKS, main, save } from './good.mjs';

export const subject = agent({
  onListFailure: (answer, run) => {
    if (answer?.status !== 403) return HOOKS.onListFailure(answer, run);
    save([], run);
    throw new End(5, 'the service does not know this application any more');
  },
});
await main(import.meta.url, subject);
