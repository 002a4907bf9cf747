// Hands its secret to another program by its arguments.
import { spawn } from 'node:child_process';
import { agent, main } from './good.mjs';

export const subject = agent({
  onToken: (_token, run) => {
    // It ends with the agent, whose end closes its input, and does not keep it waiting.
    const argv = ['-e', 'process.stdin.resume()', run.env.SIMS_CLIENT_SECRET];
    const helper = spawn(process.execPath, argv, { stdio: ['pipe', 'ignore', 'ignore'] });
    helper.unref();
    helper.stdin.unref();
  },
});
await main(import.meta.url, subject);
