#!/usr/bin/env node
import { constants } from 'node:os';
import { run } from './cli.js';
import { asTyped } from './commands/typed.js';
import { startedByNpm } from './config/configuration.js';

// Node would start its inspector at this signal, for whoever may send it, and through that all secrets can be read (S6). Where
// somebody listens, it does not.
process.on('SIGUSR1', () => {});
// For crashes: a report holds the environment, and that the vendor secret. Older Node has no such switch.
if (process.report && 'excludeEnv' in process.report) process.report.excludeEnv = true;

let isToldOfPipe = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // What there is to do matters more than who hears of it, and ends with its own exit code: `Restart=on-failure` must not see a success.
  if (error.code === 'EPIPE' && isGraceful) {
    if (!isToldOfPipe) process.stderr.write('sims-agent: nobody reads stdout any more. The work goes on.\n');
    isToldOfPipe = true;
    return;
  }
  // `list | head -1`: the reader has seen enough.
  if (error.code === 'EPIPE') process.exit(0);
  // A full disk behind a redirection: whoever takes the file for the answer must not see a success.
  process.stderr.write(`sims-agent: the output cannot be written (${error.code}).\n`);
  process.exit(1);
});

// A commit is whole at every instant, so a signal may end the process at any time; the lock goes with it. A run gets a moment to stop
// sending and to note what it sent. A second signal waits for nothing.
const stopWithinMs = 9_000;
const stop = new AbortController();
let isGraceful = false;
let endedBy = 0;
let outcome = 'nothing was changed.';
const onChange = () => {
  outcome = 'the vault is as it was or as it was to be, and whole. See: sims-agent status';
};
const end = () => {
  const told = asTyped(startedByNpm(), ['status'])(outcome);
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}Interrupted; ${told}\n`);
  process.exit(endedBy);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    const isFirst = endedBy === 0;
    endedBy = 128 + constants.signals[signal];
    if (!isFirst || !isGraceful) end();
    setTimeout(end, stopWithinMs).unref();
    stop.abort();
  });

process.exitCode = await run(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  err: text => process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  onChange,
  stop: () => {
    isGraceful = true;
    return stop.signal;
  },
});
if (endedBy !== 0) end();
