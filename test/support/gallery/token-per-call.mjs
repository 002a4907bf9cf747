// Asks for a new token before every call.
import { agent, main } from './good.mjs';

export const subject = agent({ tokenLife: () => 0 });
await main(import.meta.url, subject);
