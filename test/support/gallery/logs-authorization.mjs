// Logs whole requests, the Authorization header with them.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  logLine: (request, answer) => `${HOOKS.logLine(request, answer)}  ${JSON.stringify(request.headers)}\n`,
});
await main(import.meta.url, subject);
