import { writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, postForm } from '../support/ask.js';
import { FREE_PORTS, HARNESS, harness, serve, start, tempFolder, until } from '../support/command.js';

const portOf = (url: string | null) => Number(new URL(url ?? '').port);

/** Takes a port; throws when somebody else has it. */
function take(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const free = (server: Server) => new Promise(resolve => server.close(resolve));

test.each(['SIGINT', 'SIGTERM'] as const)(
  'When %s comes, then serve ends with 0 and its ports can be had again',
  async signal => {
    const serving = await serve();
    const ports = [serving.ready.stsUrl, serving.ready.rapUrl, serving.ready.controlUrl].map(portOf);
    serving.send(signal);
    expect(await serving.ended).toMatchObject({ exit: 0, signal: null, stderr: '' });
    for (const server of await Promise.all(ports.map(take))) await free(server);
  },
);

test('When a client hangs, another keeps a connection open and a third has sent half a request, then the end does not wait for them', async () => {
  const scenario = join(tempFolder(), 'never-answers.yaml');
  writeFileSync(
    scenario,
    `id: never-answers
title: The token service never answers
tells: It takes a request and says nothing.
world: three-schools
steps:
  - name: silence
    on: { request: sts.token }
    fault: { kind: hang, times: always }
    tells: Nothing comes back.
syncs:
  - { run: sync, expect: { exit: 6 } }
`,
  );
  const serving = await serve(['--scenario-file', scenario]);
  const hanging = postForm(serving.ready.tokenUrl, { grant_type: 'client_credentials' }).catch(() => 'cut off');
  const half = connect(portOf(serving.ready.rapUrl), '127.0.0.1', () =>
    half.write('GET /api/v1/partner HTTP/1.1\r\nHo'),
  );
  const gone = new Promise(resolve => half.once('close', resolve));
  half.on('error', () => {});
  await ask(`${serving.ready.stsUrl}/.well-known/openid-configuration`);
  await until(() => serving.stderr().includes('[fault: hang]'));
  const { exit } = await serving.stop();
  await gone;
  expect({ exit, hanging: await hanging }).toEqual({ exit: 0, hanging: 'cut off' });
});

test('When Ctrl+C comes twice, then the second ends it whatever it is doing', async () => {
  const serving = await serve();
  serving.send('SIGINT');
  serving.send('SIGINT');
  const { exit, signal } = await serving.ended;
  expect([exit, signal]).toSatisfy(([code, by]) => code === 0 || by === 'SIGINT');
});

test.each(['sts-port', 'rap-port', 'control-port'])(
  'When the port of --%s is taken, then serve ends with 3, names the holder, and lets go of the others',
  async option => {
    const holder = await take(0);
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const spare = await take(0);
    const other = spare.address();
    const otherPort = typeof other === 'object' && other ? other.port : 0;
    await free(spare);
    const otherOption = option === 'sts-port' ? '--rap-port' : '--sts-port';
    const args = FREE_PORTS.map((word, i) => {
      if (FREE_PORTS[i - 1] === `--${option}`) return String(port);
      return FREE_PORTS[i - 1] === otherOption ? String(otherPort) : word;
    });
    const { exit, stdout, stderr } = await harness(['serve', '--json', ...args]);
    expect({ exit, stdout }).toEqual({ exit: 3, stdout: '' });
    const by = process.platform === 'linux' ? ` by \\S.* \\(pid ${process.pid}\\)` : '.*';
    expect(stderr).toMatch(
      new RegExp(
        `^sims-harness: Port ${port} is taken${by}\\. .*choose another with --${option} \\(0 takes any free port\\)\\.\\n$`,
      ),
    );
    await free(await take(otherPort));
    await free(holder);
  },
);

test('When there is a bug, then the stack is printed, it is said whose fault it is, and the exit code is 70', async () => {
  const bug = "process.on('SIGUSR2', () => { throw new TypeError('a bug for the test') })";
  const [node = '', ...words] = HARNESS;
  const injected = [node, '--import', `data:text/javascript,${encodeURIComponent(bug)}`, ...words];
  const running = start([...injected, 'serve', '--json', ...FREE_PORTS]);
  await until(() => running.stdout().includes('\n'));
  running.send('SIGUSR2');
  const { exit, stderr } = await running.ended;
  expect(exit).toBe(70);
  expect(stderr).toMatch(/TypeError: a bug for the test\n +at /);
  expect(stderr).toContain('This is a fault of sims-harness, not of yours.');
});

test('When the reader of the output has gone, then a command ends quietly', async () => {
  const [node = '', ...words] = HARNESS;
  const script = `"$@" scenarios --json | head -c 1; "$@" scenarios school-removed | head -n 1`;
  const { exit, stderr } = await start(['sh', '-c', script, 'sh', node, ...words]).ended;
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
});

test('When npx started it and dies without handing the signal on, then it ends by itself', async () => {
  // What npx does: a process of its own between us and the harness, and npm_command in the environment.
  const between =
    "const c=require('node:child_process').spawn(process.argv[1],process.argv.slice(2),{stdio:'inherit'});console.error(c.pid);setInterval(()=>{},1e6)";
  const [node = '', ...rest] = HARNESS;
  const running = start([node, '-e', between, node, ...rest, 'serve', '--json', ...FREE_PORTS], {
    env: { npm_command: 'exec' },
  });
  await until(() => running.stdout().includes('tokenUrl'));
  const ready = JSON.parse(running.stdout()) as { stsUrl: string };
  running.send('SIGKILL');
  await running.ended;
  await until(() =>
    take(portOf(ready.stsUrl)).then(
      server => free(server).then(() => true),
      () => false,
    ),
  );
});
