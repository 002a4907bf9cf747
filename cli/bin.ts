#!/usr/bin/env node
import { main, tell } from './main.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // `sims-harness scenarios | head -1`: the reader has seen enough.
    if (error.code !== 'EPIPE') throw error;
  });
}
process.on('uncaughtException', error => process.exit(tell(error)));

process.exitCode = await main(process.argv.slice(2));
