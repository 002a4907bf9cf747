// Reads and uses every school of the list, authorised or not.
import { agent, main } from './good.mjs';

export const subject = agent({ mayUse: () => true });
await main(import.meta.url, subject);
