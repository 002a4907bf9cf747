// Takes base64 for encryption.
import { agent, main } from './good.mjs';

export const subject = agent({
  seal: bytes => Buffer.from(bytes.toString('base64')),
  open: bytes => Buffer.from(bytes.toString('latin1'), 'base64'),
});
await main(import.meta.url, subject);
