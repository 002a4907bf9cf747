// Drops a school that it could not read.
import { agent, main } from './good.mjs';

export const subject = agent({ onSiteFailure: () => [] });
await main(import.meta.url, subject);
