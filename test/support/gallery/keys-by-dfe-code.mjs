// Knows schools by their DfE code.
import { agent, main } from './good.mjs';

export const subject = agent({ keyOf: site => site.DfeCode ?? '' });
await main(import.meta.url, subject);
