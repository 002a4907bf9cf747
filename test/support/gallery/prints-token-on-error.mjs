// Prints all it has in hand when a call fails.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  logLine: (request, answer) =>
    answer?.status === 200
      ? HOOKS.logLine(request, answer)
      : `failed with ${answer?.status}: ${JSON.stringify(request)}\n`,
});
await main(import.meta.url, subject);
