// Knows schools by their name.
import { agent, main } from './good.mjs';

export const subject = agent({ keyOf: site => site.Name ?? '' });
await main(import.meta.url, subject);
