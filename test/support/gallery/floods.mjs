// Calls as fast as it can.
import { agent, main } from './good.mjs';

export const subject = agent({ callsPerSecond: () => Number.POSITIVE_INFINITY });
await main(import.meta.url, subject);
