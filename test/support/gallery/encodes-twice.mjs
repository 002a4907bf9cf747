// Encodes its secret twice, so that a plain one works and no other does.
import { agent, basic, formEncoded, main } from './good.mjs';

export const subject = agent({ credentials: basic(text => formEncoded(formEncoded(text))) });
await main(import.meta.url, subject);
