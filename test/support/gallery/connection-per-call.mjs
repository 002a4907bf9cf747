// Opens a connection for each call.
import http from 'node:http';
import https from 'node:https';
import { agent, main } from './good.mjs';

export const subject = agent({
  connections: (protocol, tls) => new (protocol === 'https:' ? https : http).Agent({ ...tls, keepAlive: false }),
});
await main(import.meta.url, subject);
