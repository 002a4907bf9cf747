#!/usr/bin/env node
import { run } from './cli.js';

process.stdout.on('error', () => process.exit(0)); // the reader of a pipe has gone

try {
  process.exitCode = await run(process.argv.slice(2), {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
  });
} catch (bug) {
  process.stderr.write(`sims-agent: a bug. ${bug instanceof Error ? bug.stack : String(bug)}\n`);
  process.exitCode = 1;
}
