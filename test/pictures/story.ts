import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './digest.js';

/** `sims-harness demo` with one scene, as a program of its own: where its page is, and how it ends. */
export async function startStory(scene: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'sims-harness.js'), 'demo', scene, '--no-open'], {
    cwd: tmpdir(),
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(done => child.once('close', () => done()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text;
      const found = /(http:\S+#\/demo)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', code => reject(new Error(`demo ended with ${code}: ${said}`)));
  });
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
  };
  return { url, stop };
}
