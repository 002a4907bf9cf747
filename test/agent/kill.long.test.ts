// Killing the real program at any moment must leave generation g or g+1 whole (W50).
import { once } from 'node:events';
import { watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drill, killsOr, seed, startAgent, worldOf } from '../support/agent/kill-drill.js';
import { Sandbox } from '../support/agent/sandbox.js';

const kills = killsOr(25);
const size = 60;

describe('a killed sync', () => {
  test(`When it is killed at ${kills} random moments (seed ${seed}), then the vault is always one whole generation and the next sync converges`, {
    timeout: 60_000 + kills * 5_000,
  }, async () => {
    const box = await Sandbox.open([]);
    const generations = join(box.vault, 'generations');
    // A generation under its own name is written and read back; only the pointer is missing.
    const hadBegunToCommit = async () => {
      const whole = (await readdir(generations)).filter(file => file.endsWith('.vault')).sort();
      const { file } = JSON.parse(await readFile(join(box.vault, 'current'), 'utf8'));
      return whole.at(-1) !== file;
    };
    const watchFolders = (changed: () => void) => {
      const watchers = [box.vault, generations].map(folder => watch(folder, changed));
      return () => {
        for (const watcher of watchers) watcher.close();
      };
    };
    process.stderr.write(`${await drill({ box, hadBegunToCommit, watch: watchFolders }, kills)}\n`);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'When it gets %s, then it ends %d, says that nothing was changed, and leaves no lock',
    {
      timeout: 30_000,
    },
    async (signal, exit) => {
      const box = await Sandbox.open(worldOf(1));
      await box.sync();
      const before = await box.served();
      box.stub.sites = worldOf(2);
      const child = startAgent(box, ['sync']);
      let said = '';
      child.stderr.on('data', chunk => {
        said += chunk;
      });
      box.stub.answer = ({ kind, nth }) => {
        if (kind === 'clients' && nth === size + 1) child.kill(signal); // a second one would end it at once, without manners
        return undefined;
      };
      expect(await once(child, 'close')).toEqual([exit, null]);
      expect(said).toMatch(/^Interrupted; nothing was changed\.$/m);
      expect(await box.served()).toEqual(before);
      expect((await box.everythingOnDisk()).map(({ path }) => path).filter(path => path.endsWith('lock'))).toEqual([]);
    },
  );

  test('When list, get, status and help run as programs, then they end well and answer on stdout', {
    timeout: 30_000,
  }, async () => {
    const box = await Sandbox.open(worldOf(1));
    await box.sync();
    for (const argv of [['list', '--dump'], ['status'], ['--help']])
      expect(await once(startAgent(box, argv), 'exit')).toEqual([0, null]);
    expect(await once(startAgent(box, ['get', 'nobody']), 'exit')).toEqual([1, null]);
    expect(await once(startAgent(box, ['snyc']), 'exit')).toEqual([64, null]);
  });
});
