// Asks for its token by GET first.
import { agent, main } from './good.mjs';

export const subject = agent({
  beforeToken: ({ url, headers }, run) => run.send({ url, headers: { ...headers, accept: 'application/json' } }),
});
await main(import.meta.url, subject);
