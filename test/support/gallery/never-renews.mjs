// Never gets a second token in a run.
import { agent, main } from './good.mjs';

export const subject = agent({ renewals: 0, tokenLife: () => Number.POSITIVE_INFINITY });
await main(import.meta.url, subject);
