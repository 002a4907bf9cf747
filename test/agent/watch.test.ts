import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Duties, watchOver } from '../../agent/commands/watch.js';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { defaultTiming, noStanding, type Standing } from '../../agent/core/rest.js';
import { ConfigurationError, Interrupted, StoreUnreadable, TryLater } from '../../agent/errors.js';
import { fakeClock } from '../support/agent/fake-clock.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { sites } from '../support/agent/stub-service.js';

const application = '0f0e0d0c-0b0a-4908-8706-050403020100';
const monday = Date.UTC(2026, 0, 5);
const minute = 60_000;
const hour = 60 * minute;
const policy = { ...defaultPolicy, schedule: '30 2 * * *', scheduleJitterMs: 0 };

/** Watches from Monday 00:00 for so many hours, and tells when what was done, as `Mon 02:30 copy`. Copies succeed unless told otherwise. */
async function watching(
  hours: number,
  { given = policy, first = noStanding, ...duties }: Partial<Duties> & { given?: typeof policy; first?: Standing } = {},
) {
  const clock = fakeClock(monday);
  const sleep = clock.sleep;
  clock.sleep = async ms => {
    if (clock.at >= hours * hour) throw new Interrupted();
    await sleep(ms);
  };
  let kept = first;
  const done: string[] = [];
  const note = (what: string) => {
    const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(clock.now()).getUTCDay()];
    done.push(`${day} ${new Date(clock.now()).toISOString().slice(11, 16)} ${what}`);
  };
  const all: Duties = {
    standing: async () => kept,
    look: async () => false,
    next: () => {},
    failed: error => note(error.code),
    ...duties,
    copy: async () => {
      note('copy');
      await duties.copy?.();
      kept = { ...kept, failures: 0, restUntil: 0, goodAt: clock.now() };
    },
  };
  const end = await watchOver(all, given, application, clock).catch((error: unknown) => error);
  return { done, end };
}

const yesterday: Standing = { ...noStanding, goodAt: monday - 20 * hour };

describe('the watch', () => {
  test('When nothing was ever copied, then it copies at once, and then as scheduled', async () => {
    const { done, end } = await watching(60);
    expect(done).toEqual(['Mon 00:00 copy', 'Mon 02:30 copy', 'Tue 02:30 copy', 'Wed 02:30 copy']);
    expect(end).toBeInstanceOf(Interrupted);
  });

  test('When the last copy is younger than the schedule, then a restart copies nothing', async () => {
    expect((await watching(2, { first: yesterday })).done).toEqual([]);
  });

  test('When a copy was missed, then it is made up for at once', async () => {
    const first = { ...noStanding, goodAt: monday - 22 * hour };
    expect((await watching(2, { first })).done).toEqual(['Mon 00:00 copy']);
  });

  test('When no schedule is given, then it is once a night between 02:00 and 05:00, a little later each time', async () => {
    const given = { ...policy, schedule: '', scheduleJitterMs: minute };
    const { done } = await watching(60, { given, first: yesterday });
    expect(done).toHaveLength(3);
    for (const each of done) expect(each).toMatch(/^\w+ 0[2345]:\d\d copy$/);
  });

  test('When a run leaves no record of its failure, then the watch rests by itself, longer each time', async () => {
    const down = async () => {
      throw new StoreUnreadable('database_down', 'No database.');
    };
    const { done } = await watching(3, { copy: down });
    const copies = done.filter(each => each.endsWith('copy')).length;
    expect(done.filter(each => each.endsWith('database_down'))).toHaveLength(copies);
    // 2 s, 4 s … 34 min, 1 h
    expect(copies).toBeGreaterThan(10);
    expect(copies).toBeLessThan(15);
  });

  test('When rests are off and everything fails, then it still does not spin', async () => {
    const given = { ...policy, rests: 'off' as const };
    let tries = 0;
    const copy = async () => {
      tries += 1;
      throw new TryLater('down', 'Down.');
    };
    await watching(1, { given, copy });
    expect(tries).toBeLessThanOrEqual(3601);
  });

  test('When rests are off and runs only return, good or bad, without a record, then it does not spin either', async () => {
    const given = { ...policy, rests: 'off' as const };
    let copies = 0;
    const copy = async () => {
      copies += 1;
      if (copies > 10_000) throw new Interrupted();
    };
    await watching(1, { given, copy, standing: async () => noStanding });
    expect(copies).toBeLessThanOrEqual(3601);
  });

  test('When the record says to rest, then the next copy waits for its end; after refused credentials the start tries once', async () => {
    const rest = { failures: 5, restUntil: monday + hour };
    expect((await watching(2, { first: { ...noStanding, ...rest } })).done).toEqual(['Mon 01:00 copy']);
    const refused = { ...noStanding, ...rest, refused: true };
    expect((await watching(1, { first: refused })).done).toEqual(['Mon 00:00 copy']);
  });

  test('When a window is closed, then the copy comes when it opens', async () => {
    const given = { ...policy, windows: [{ deny: '0 2 * * *', minutes: 180 }] };
    expect((await watching(12, { given, first: yesterday })).done).toEqual(['Mon 05:00 copy']);
  });

  test('When the configuration is wrong, then it ends: another try would not mend it', async () => {
    const copy = async () => {
      throw new ConfigurationError('Another upstream.');
    };
    expect((await watching(5, { copy })).end).toBeInstanceOf(ConfigurationError);
  });

  test('When somebody syncs by hand meanwhile, then the watch takes that for the copy', async () => {
    const resting = { ...yesterday, pausedUntil: monday + 5 * hour };
    const byHand = { ...noStanding, goodAt: monday + 3 * hour };
    let asked = 0;
    const { done } = await watching(26, { standing: async () => (asked++ < 200 ? resting : byHand) });
    expect(done).toEqual([]);
  });
});

describe('looking at the list between copies', () => {
  const given = { ...policy, pollMs: 2 * hour };
  const lateAtNight = { ...given, schedule: '30 23 * * *' };

  test('When it stays the same, then nothing is copied before its time', async () => {
    const { done } = await watching(26, {
      given,
      first: { ...noStanding, goodAt: monday },
      look: async () => false,
    });
    expect(done).toEqual(['Mon 02:30 copy']);
  });

  test('When it is another one, then a copy follows at once', async () => {
    let looks = 0;
    const look = async () => ++looks === 5;
    const first = { ...noStanding, goodAt: monday };
    const { done } = await watching(20, { given: lateAtNight, first, look });
    expect(done).toEqual(['Mon 10:00 copy']);
  });

  test('When looking fails, then the watch rests and goes on', async () => {
    let looks = 0;
    const look = async () => {
      looks += 1;
      throw new TryLater('down', 'Down.');
    };
    const first = { ...noStanding, goodAt: monday };
    const { done } = await watching(20, { given: lateAtNight, first, look });
    expect(done).toHaveLength(looks);
    expect(looks).toBeGreaterThan(8);
  });

  test('When it is off, as it is unless asked for, then nobody looks', async () => {
    expect(defaultTiming.pollMs).toBe(0);
    const look = async () => {
      throw new Error('looked');
    };
    expect((await watching(20, { first: yesterday, look })).done).toEqual(['Mon 02:30 copy']);
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('sims-agent watch as a program', () => {
  const bin = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));

  /** A child, what it has said, and a way to wait for it to say more. */
  function start(box: Sandbox, ...argv: readonly string[]) {
    const env = { ...box.env, PATH: process.env['PATH'] };
    const child = spawn(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listeners = new Set<() => void>();
    const hear = (chunk: Buffer) => {
      said += chunk;
      for (const each of listeners) each();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const until = (words: RegExp) =>
      new Promise<string>(resolve => {
        const look = () => {
          const found = words.exec(said);
          if (!found) return;
          listeners.delete(look);
          resolve(found[1] ?? found[0]);
        };
        listeners.add(look);
        look();
      });
    return { child, until, said: () => said };
  }

  test('When it starts beside an empty vault, then it copies, shows its pages on loopback, and SIGTERM ends it with 143', {
    timeout: 60_000,
  }, async () => {
    const box = await Sandbox.open(sites(3));
    const { child, until, said } = start(box, 'watch', '--metrics-port', '0');
    const page = await until(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
    await until(/^Generation 1: 3 of 3 sites served/m);
    await until(/The next full copy is due at 20\d\d-/);
    const get = async (path: string) => {
      const answer = await fetch(page + path);
      return [answer.status, await answer.text()] as const;
    };
    expect(await get('/livez')).toEqual([200, 'alive\n']);
    expect(await get('/readyz')).toEqual([200, 'ready\n']);
    expect(await get('/')).toEqual([404, 'Not here.\n']);
    const [, metrics] = await get('/metrics');
    for (const line of [
      'sims_agent_generation 1',
      'sims_agent_sites{state="active"} 3',
      'sims_agent_upstream_requests_total{operation="clients",code="200"} 3',
      'sims_agent_last_run_exit_code 0',
    ])
      expect(metrics.split('\n')).toContain(line);
    for (const { id, clients } of box.stub.sites)
      for (const hidden of [id.toLowerCase(), ...clients.flatMap(each => [each.id, each.secret ?? ''])])
        expect(metrics.toLowerCase()).not.toContain(hidden.toLowerCase());
    const exited = once(child, 'close');
    child.kill('SIGTERM');
    expect(await exited).toEqual([143, null]);
    expect(said()).toContain('Interrupted; ');
  });

  test('When nobody reads stdout any more, then the watch says so once and goes on; it does not end as if all were done', async () => {
    const box = await Sandbox.open(sites(2));
    const { child, until, said } = start(box, 'watch');
    child.stdout.destroy();
    await until(/nobody reads stdout any more\. The work goes on\./);
    await until(/The next full copy is due at 20\d\d-/);
    const exited = once(child, 'close');
    child.kill('SIGTERM');
    expect(await exited).toEqual([143, null]);
    expect(said().match(/nobody reads/g)).toHaveLength(1);
    expect(Object.keys(await box.served())).toHaveLength(2);
  });

  test.each([
    ['list', 0, ''],
    ['plan', 2, 'sims-agent: nobody reads stdout any more. The work goes on.\n'],
  ])('When the reader of %s has seen enough, then it ends with %i, as it would have', async (command, exit, words) => {
    const box = await Sandbox.open(sites(2));
    await box.sync();
    box.stub.sites.push(...sites(3).slice(2));
    const { child, said } = start(box, command);
    child.stdout.destroy();
    expect(await once(child, 'close')).toEqual([exit, null]);
    expect(said().replace(/^20\d\d-.*\n/gm, '')).toBe(words);
  });

  test.skipIf(process.platform === 'win32')(
    'When somebody sends SIGUSR1, then no debugger comes up, and the watch goes on',
    async () => {
      const box = await Sandbox.open(sites(1));
      const { child, until, said } = start(box, 'watch', '--metrics-port', '0');
      const page = await until(/Listening on (http:\/\/127\.0\.0\.1:\d+)/);
      await until(/The next full copy is due at 20\d\d-/);
      child.kill('SIGUSR1');
      for (let asked = 0; asked < 20; asked++) expect((await fetch(`${page}/readyz`)).status).toBe(200);
      const exited = once(child, 'close');
      child.kill('SIGTERM');
      expect(await exited).toEqual([143, null]);
      expect(said()).not.toMatch(/debugger|inspector/i);
    },
  );

  test('When it is stopped in mid-sweep, then nothing more is sent, nothing is committed, and the lock is gone', {
    timeout: 60_000,
  }, async () => {
    const box = await Sandbox.open(sites(30), { concurrency: 1 });
    await box.sync();
    box.stub.answer = ({ kind, nth }) => {
      if (kind === 'clients' && nth === 35) child.kill('SIGTERM');
      return kind === 'clients' && nth >= 35 ? { raw: () => {} } : undefined;
    };
    const { child, said } = start(box, 'sync');
    expect(await once(child, 'close')).toEqual([143, null]);
    expect(said()).toMatch(/^Interrupted; nothing was changed\.$/m);
    expect(box.stub.count('clients')).toBe(35);
    expect((await box.everythingOnDisk()).filter(({ path }) => path.endsWith('lock'))).toEqual([]);
    const { standing, lastRun } = JSON.parse(
      String((await box.everythingOnDisk()).find(({ path }) => path.endsWith('standing.json'))?.bytes),
    );
    expect([standing.failures, standing.sent.at(-1).n, lastRun.exit]).toEqual([0, 7, 0]);
  });

  test.runIf(hasSystemd)(
    'When the unit of the docs is given to systemd, then it finds nothing wrong',
    {
      timeout: 60_000,
    },
    async () => {
      const page = await readFile(new URL('../../docs/agent/watch.md', import.meta.url), 'utf8');
      const unit = /```ini\n([^`]+)```/.exec(page)?.[1] ?? '';
      const program = unit.replace(
        '/usr/bin/node /opt/sims-id-harness/dist/sims-agent.js',
        `${process.execPath} ${bin}`,
      );
      const box = await Sandbox.open([]);
      const path = join(box.folder, 'sims-agent.service');
      await writeFile(path, program);
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
      expect([status, stderr.split('\n').filter(line => line.includes('sims-agent'))]).toEqual([0, []]);
      expect(program).toContain(`ExecStart=${process.execPath}`);
    },
  );

  test('When the secret is a credential of systemd, whose file shows a group bit, then it is taken; elsewhere it is not', async () => {
    const box = await Sandbox.open(sites(1));
    const path = join(box.folder, 'vendor-secret');
    await writeFile(path, 'a secret', { mode: 0o440 });
    box.env = { ...box.env, SIMS_CLIENT_SECRET: '', SIMS_CLIENT_SECRET_FILE: path };
    expect((await box.run('sync')).exit).toBe(78);
    box.env['CREDENTIALS_DIRECTORY'] = box.folder;
    expect((await box.run('sync')).exit).toBe(0);
  });

  test('When the port cannot be had, then it ends 78 and names the variable', { timeout: 60_000 }, async () => {
    const box = await Sandbox.open(sites(1));
    const { exit, err } = await box.run('watch', '--metrics-port', new URL(box.stub.url).port);
    expect(exit).toBe(78);
    expect(err).toContain('SIMS_METRICS_PORT');
    expect((await box.run('watch', '--metrics-port', 'http')).exit).toBe(78);
  });
});
