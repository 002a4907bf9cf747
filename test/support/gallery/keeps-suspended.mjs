// Takes no credentials for no answer, and goes on handing out a suspended client.
import { agent, main } from './good.mjs';

export const subject = agent({ merge: (held, fresh) => (fresh.length > 0 ? fresh : held) });
await main(import.meta.url, subject);
