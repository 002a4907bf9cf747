// Takes whatever comes with status 200 for a list, finds nobody in it, and says that something was wrong.
import { agent, End, HOOKS, main, save } from './good.mjs';

export const subject = agent({
  onListFailure: (answer, run) => {
    if (answer?.status !== 200) return HOOKS.onListFailure(answer, run);
    save([], run);
    throw new End(6, 'the list has no schools');
  },
});
await main(import.meta.url, subject);
