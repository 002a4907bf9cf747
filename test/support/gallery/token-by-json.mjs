// Sends its credentials as JSON first, and as a form when that is refused.
import { agent, main } from './good.mjs';

export const subject = agent({
  beforeToken: (request, run) =>
    run.send({
      ...request,
      headers: { ...request.headers, 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new URLSearchParams(request.body))),
    }),
});
await main(import.meta.url, subject);
