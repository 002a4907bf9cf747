// Asks for every scope it has ever read of, and for less only when refused.
import { agent, main } from './good.mjs';

export const subject = agent({
  beforeToken: (request, run) => {
    const form = new URLSearchParams(request.body);
    form.set('scope', `${form.get('scope')} rapapi partner`);
    return run.send({ ...request, body: form.toString() });
  },
});
await main(import.meta.url, subject);
