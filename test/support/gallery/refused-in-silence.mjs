// Says nothing at all, also when its credentials are refused.
import { agent, main } from './good.mjs';

const good = agent();

export const subject = { ...good, sync: io => good.sync({ ...io, out: () => {}, err: () => {} }) };
await main(import.meta.url, subject);
