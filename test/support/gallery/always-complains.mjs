// Never ends with 0.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({ exitCode: facts => HOOKS.exitCode(facts) || 1 });
await main(import.meta.url, subject);
