// Knows schools by their Id, where they have one.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({ keyOf: site => site.Id || HOOKS.keyOf(site) });
await main(import.meta.url, subject);
