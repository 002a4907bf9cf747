// Wants every school to have a name.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({ keyOf: site => (site.Name ? HOOKS.keyOf(site) : undefined) });
await main(import.meta.url, subject);
