// Keeps what it has of a school that is gone.
import { agent, main } from './good.mjs';

export const subject = agent({ onGone: held => held });
await main(import.meta.url, subject);
