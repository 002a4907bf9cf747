// Takes a list that cannot be read for a list of nobody.
import { agent, main } from './good.mjs';

export const subject = agent({ onListFailure: () => [], believe: () => true });
await main(import.meta.url, subject);
