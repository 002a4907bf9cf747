// Hands its secret to another program by its arguments.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { agent, HOOKS, main } from './good.mjs';

export const subject = agent({
  onToken: (_token, run) => {
    // A program that waits, as one that stores something would.
    const helper = spawn(process.execPath, ['-e', 'process.stdin.resume()', run.env.SIMS_CLIENT_SECRET], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    run.helper = helper;
  },
  afterWalk: async run => {
    await HOOKS.afterWalk(run);
    run.helper?.stdin.end();
    if (run.helper && run.helper.exitCode === null) await once(run.helper, 'exit');
  },
});
await main(import.meta.url, subject);
