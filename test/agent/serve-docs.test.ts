// The programs of docs/agent/serve.md, run as they stand there, in every language this machine has.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { find, KITS, type KitName } from '../../examples/measure/kits.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { Serving } from '../support/agent/serving.js';
import { guid, secretOf, sites } from '../support/agent/stub-service.js';
import { start, tempFolder } from '../support/command.js';

const page = await readFile(new URL('../../docs/agent/serve.md', import.meta.url), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``).exec(page)?.[1] ?? '';

const programs: readonly (readonly [kit: KitName, language: string, file: string])[] = [
  ['curl', 'sh', 'read.sh'],
  ['php', 'php', 'read.php'],
  ['python', 'python', 'read.py'],
  ['java', 'java', 'Cache.java'],
  ['mono', 'csharp', 'Cache.cs'],
];
const found = new Map(await Promise.all(programs.map(async ([kit]) => [kit, await find(KITS[kit])] as const)));
for (const each of found.values()) if ('missing' in each) process.stderr.write(`SKIPPED: ${each.missing}\n`);

describe('docs/agent/serve.md', () => {
  test.each(programs)(
    'When its program for %s asks, then it gets the pair, and for an unknown school the reason',
    {
      timeout: 120_000,
    },
    async (kit, language, file) => {
      const here = found.get(kit);
      if (!here || 'missing' in here) return;
      const box = await Sandbox.open(sites(2));
      await box.sync();
      const serving = await Serving.start(box, '--port', '0');
      const folder = join(tempFolder(), language);
      await mkdir(folder);
      const source = join(folder, file);
      await writeFile(source, block(language));
      const argv = await KITS[kit].start(here.program, source, folder);
      const env = {
        SIMS_CACHE_URL: serving.ready.url ?? '',
        SIMS_BEARER_FILE: Serving.bearerFile(box),
        // Whoever has one for the world outside must not be led away by it.
        http_proxy: 'http://127.0.0.1:1',
        LC_ALL: 'C.UTF-8',
      };
      const good = await start([...argv, guid(1)], { env }).ended;
      expect([good.stderr, good.exit]).toEqual(['', 0]);
      const pair = language === 'sh' ? JSON.parse(good.stdout).clients[0] : undefined;
      const line = pair ? `${pair.clientId} ${pair.clientSecret}` : good.stdout.trim();
      expect(line).toBe(`sas-oneroster-${guid(1)} ${secretOf(1)}`);
      const bad = await start([...argv, guid(9)], { env }).ended;
      expect(bad.stdout + bad.stderr).toContain('Not served: unknown organisation');
    },
  );

  test('When the answer is shown, then it is one the service gives', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    const shape = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shape)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]))
          : typeof value;
    expect(shape(JSON.parse(block('json')))).toEqual(shape(await serving.read(`/v1/organisations/${guid(1)}`)));
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  test.runIf(hasSystemd)(
    'When its lines are put into the unit of watch, then systemd finds nothing wrong',
    async () => {
      const unit = /```ini\n([^`]+)```/.exec(
        await readFile(new URL('../../docs/agent/watch.md', import.meta.url), 'utf8'),
      )?.[1];
      const lines = block('ini').replace('/usr/bin/node', process.execPath);
      const path = join(tempFolder(), 'sims-agent-serve.service');
      await writeFile(
        path,
        (unit ?? '')
          .replace(/^(ExecStart|Environment|LoadCredentialEncrypted)=.*\n/gm, '')
          .replace('[Service]\n', `[Service]\n${lines.replace(/\/opt\S+/, process.execPath)}`),
      );
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
      expect([status, stderr.split('\n').filter(line => line.includes('sims-agent-serve'))]).toEqual([0, []]);
    },
  );
});
