// Asks again in plain http where https does not work.
import { agent, main } from './good.mjs';

export const subject = agent({
  onBroken: async (_error, request, run) =>
    request.url.startsWith('https:')
      ? run.send({ ...request, url: request.url.replace('https:', 'http:') }).catch(() => undefined)
      : undefined,
});
await main(import.meta.url, subject);
