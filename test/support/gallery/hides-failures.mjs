// Ends with 0 whatever happened to a school.
import { agent, main } from './good.mjs';

export const subject = agent({ exitCode: () => 0 });
await main(import.meta.url, subject);
