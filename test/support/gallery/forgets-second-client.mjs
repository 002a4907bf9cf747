// Has room for one credential of a school.
import { agent, main } from './good.mjs';

export const subject = agent({ merge: (_held, fresh) => fresh.slice(0, 1) });
await main(import.meta.url, subject);
