// Believes a list without anybody on it.
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({ believe: facts => facts.lost === facts.had || HOOKS.believe(facts) });
await main(import.meta.url, subject);
