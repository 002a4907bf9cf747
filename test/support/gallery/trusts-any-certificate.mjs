// Takes any certificate for a good one.
import { agent, main } from './good.mjs';

export const subject = agent({ tls: () => ({ rejectUnauthorized: false }) });
await main(import.meta.url, subject);
