// Packs its store, and takes that for encryption.
import { gunzipSync, gzipSync } from 'node:zlib';
import { agent, main } from './good.mjs';

export const subject = agent({ seal: bytes => gzipSync(bytes), open: bytes => gunzipSync(bytes) });
await main(import.meta.url, subject);
