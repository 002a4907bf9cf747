// Believes whatever the list says, however few schools are on it.
import { agent, main } from './good.mjs';

export const subject = agent({ believe: () => true });
await main(import.meta.url, subject);
