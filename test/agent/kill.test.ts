// Killing the real program at any moment must leave generation g or g+1 whole (W50).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Sandbox } from '../support/agent/sandbox.js';
import { type StubSite, secretOf, site } from '../support/agent/stub-service.js';

const bin = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));
const kills = Number(process.env['KILLS'] ?? 25);
const seed = Number(process.env['KILL_SEED'] ?? 1);
const size = 150;

/** A small seeded generator (mulberry32), so that a failure can be played again. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Every school with its secret of this version. */
const worldOf = (version: number): StubSite[] =>
  Array.from({ length: size }, (_, at) =>
    site(at + 1, { clients: [{ id: `client-${at + 1}`, secret: secretOf(at + 1, version) }] }),
  );

function start(box: Sandbox, ...argv: readonly string[]) {
  const env = { ...box.env, PATH: process.env['PATH'] };
  return spawn(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] });
}

describe('a killed sync', () => {
  test(`When it is killed at ${kills} random moments (seed ${seed}), then the vault is always one whole generation and the next sync converges`, {
    timeout: 120_000,
  }, async () => {
    const random = randomFrom(seed);
    const box = await Sandbox.open(worldOf(1));
    await box.sync();
    let before = await box.served();
    const outcomes = { old: 0, new: 0 };
    const startedAt = performance.now();
    await once(start(box, 'sync'), 'exit');
    const wholeRunMs = performance.now() - startedAt;

    for (let turn = 0; turn < kills; turn++) {
      box.stub.sites = worldOf(turn + 2);
      const child = start(box, 'sync');
      const kill = () => child.kill('SIGKILL');
      const exited = once(child, 'exit');
      // Some kills fall anywhere in a run, some on the n-th thing that happens in the vault's folders, some right after the flip.
      const timer = turn % 3 === 0 ? setTimeout(kill, random() * wholeRunMs) : undefined;
      const nth = 1 + Math.floor(random() * 12);
      let seen = 0;
      const onEvent = (_kind: string, name: string | null) => {
        seen += 1;
        if (turn % 3 === 1 ? seen === nth : turn % 3 === 2 && name === 'current') kill();
      };
      const watchers = [box.vault, join(box.vault, 'generations')].map(folder => watch(folder, onEvent));
      await exited;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();

      expect((await box.run('verify')).exit, `turn ${turn}: verify`).toBe(0);
      const found = await box.served();
      const { exit } = await box.sync();
      const converged = await box.served();
      const isOld = JSON.stringify(found) === JSON.stringify(before);
      expect(
        isOld || JSON.stringify(found) === JSON.stringify(converged),
        `turn ${turn}: a generation was neither old nor new`,
      ).toBe(true);
      outcomes[isOld ? 'old' : 'new'] += 1;
      expect(exit, `turn ${turn}: the next sync`).toBe(0);
      expect(JSON.stringify(converged), `turn ${turn}: the next sync takes the new world`).not.toBe(
        JSON.stringify(before),
      );
      before = converged;
    }
    // Both sides of the commit were hit, or the drill proves little.
    if (kills >= 25) expect(Math.min(outcomes.old, outcomes.new), JSON.stringify(outcomes)).toBeGreaterThan(0);
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
      const child = start(box, 'sync');
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
      expect(await once(start(box, ...argv), 'exit')).toEqual([0, null]);
    expect(await once(start(box, 'get', 'nobody'), 'exit')).toEqual([1, null]);
    expect(await once(start(box, 'snyc'), 'exit')).toEqual([64, null]);
  });
});
