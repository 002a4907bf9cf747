#!/usr/bin/env node
import { constants } from 'node:os';
import { run } from './cli.js';

process.stdout.on('error', () => process.exit(0)); // the reader of a pipe has gone

// A commit is whole at every instant, so a signal may simply end the process; the lock goes with it.
let outcome = 'nothing was changed.';
const onChange = () => {
  outcome = 'the vault is as it was or as it was to be, and whole. See: sims-agent status';
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}Interrupted; ${outcome}\n`);
    process.exit(128 + constants.signals[signal]);
  });

try {
  process.exitCode = await run(process.argv.slice(2), {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    onChange,
  });
} catch (bug) {
  process.stderr.write(`sims-agent: a bug. ${bug instanceof Error ? bug.stack : String(bug)}\n`);
  process.exitCode = 1;
}
