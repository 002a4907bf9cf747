#!/usr/bin/env node
import { EXIT } from './exit-codes.js';
import { main, tell } from './main.js';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // `sims-harness scenarios | head -1`: the reader has seen enough.
    if (error.code === 'EPIPE') return;
    // The answer cannot be given, a full disk behind a redirection for example: whoever waits for it must not see a success.
    if (stream === process.stdout)
      process.stderr.write(`sims-harness: the output cannot be written (${error.code}).\n`);
    process.exit(EXIT.couldNotRun);
  });
}
process.on('uncaughtException', error => process.exit(tell(error)));

process.exitCode = await main(process.argv.slice(2));
