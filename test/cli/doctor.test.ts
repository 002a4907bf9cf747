import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { authorityFinding } from '../../cli/doctor/authority.js';
import type { Finding } from '../../cli/doctor/finding.js';
import { clockFinding, dataFinding, nodeFinding, toolsFinding } from '../../cli/doctor/machine.js';
import { developmentCa } from '../../mock-server/index.js';
import { harness, serve, tempFolder } from '../support/command.js';
import { asOption, subject } from '../support/subjects/command.js';

/** A port of this machine's that somebody listens on while `act` runs. */
async function listening<T>(act: (port: number) => Promise<T>): Promise<T> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  try {
    return await act((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const ANY = ['--sts-port', '0', '--rap-port', '0', '--control-port', '0'];
const doctor = (args: readonly string[], env = {}, cwd = tempFolder()) =>
  harness(['doctor', ...args], { cwd, env: { XDG_DATA_HOME: tempFolder(), ...env } });

async function findings(...args: Parameters<typeof doctor>) {
  const [options, ...rest] = args;
  const { exit, stdout, stderr } = await doctor([...options, '--json'], ...rest);
  return { exit, stderr, found: JSON.parse(stdout) as readonly Finding[] };
}
const about = (found: readonly Finding[], what: Finding['about']) => found.filter(each => each.about === what);

describe.concurrent('sims-harness doctor', () => {
  test('When nothing is wrong, then each thing is a line, and it exits 0 and has made nothing', async () => {
    const data = tempFolder();
    const { exit, stdout, stderr } = await doctor(ANY, { XDG_DATA_HOME: data });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {4}node {6}\d+\.\d+\.\d+ /);
    expect(stdout).toContain(`data will be kept in ${join(data, 'sims-id-harness')}`);
    expect(stdout).toMatch(/^ok {4}ca {8}There is none yet/m);
    expect((await doctor(ANY, { XDG_DATA_HOME: data })).stdout).toContain('There is none yet');
  });

  test('When a port is taken, then by whom and the option for another is told, and it exits 1', async () => {
    const { exit, found } = await listening(port => findings([...ANY.slice(2), '--sts-port', String(port)]));
    expect([exit, about(found, 'ports')]).toEqual([
      1,
      [
        {
          about: 'ports',
          state: 'bad',
          says: expect.stringMatching(/^Port \d+ is taken.*choose another with --sts-port/),
        },
      ],
    ]);
  });

  test('When the ports are those of a running sims-harness, then that is told as well, and it exits 0', async () => {
    const { ready, pid, stop } = await serve();
    try {
      const ports = [ready.tokenUrl, ready.rapUrl, ready.controlUrl].map(url => new URL(url ?? '').port);
      const [sts = '', rap = '', control = ''] = ports;
      const { exit, found } = await findings(['--sts-port', sts, '--rap-port', rap, '--control-port', control]);
      expect([exit, about(found, 'ports')]).toEqual([
        0,
        [
          {
            about: 'ports',
            state: 'ok',
            says: expect.stringMatching(
              new RegExp(`^A sims-harness already runs here.*: ${ports.join(', ')} are its own`),
            ),
          },
        ],
      ]);
      if (process.platform === 'linux') expect(about(found, 'ports')[0]?.says).toContain(`(pid ${pid})`);
      expect(JSON.stringify(found)).not.toContain(ready.clientSecret);
    } finally {
      await stop();
    }
  });

  test('When the control port of a running sims-harness is asked for and another port is a stranger’s, then the stranger is still told', async () => {
    const { ready, stop } = await serve();
    try {
      const control = new URL(ready.controlUrl ?? '').port;
      const { exit, found } = await listening(port =>
        findings(['--sts-port', '0', '--rap-port', String(port), '--control-port', control]),
      );
      expect([exit, about(found, 'ports').find(({ state }) => state === 'bad')?.says]).toEqual([
        1,
        expect.stringContaining('--rap-port'),
      ]);
    } finally {
      await stop();
    }
  });

  test('When a port is taken and an agent is looked at, then that is only a warning: judging needs none of them', async () => {
    const exec = ['--exec', asOption(subject('odd', 'sync', 'honest'))];
    const { exit, found } = await listening(port => findings([...ANY.slice(2), '--sts-port', String(port), ...exec]));
    expect([exit, about(found, 'ports').map(({ state }) => state)]).toEqual([0, ['warn']]);
    expect(about(found, 'ports')[0]?.says).toContain('Judging an agent does not need it');
  });

  test('When a port is set in a file or a variable, then that one is looked at', async () => {
    const cwd = tempFolder();
    await listening(async port => {
      writeFileSync(join(cwd, 'harness.config.yaml'), `rap-port: ${port}\nworld: awkward\n`);
      const { found } = await findings(['--sts-port', '0'], { SIMS_HARNESS_CONTROL_PORT: '0' }, cwd);
      expect(about(found, 'ports').map(({ says }) => says)).toEqual([expect.stringContaining(`Port ${port} is taken`)]);
    });
  });

  test('When the settings cannot be meant, then that is a finding among the others', async () => {
    const { exit, found } = await findings(['--sts-port', '77', '--rap-port', '77']);
    expect(exit).toBe(1);
    expect(about(found, 'settings')).toEqual([
      { about: 'settings', state: 'bad', says: '--sts-port and --rap-port are both 77: give each a port of its own.' },
    ]);
    expect(about(found, 'ca')).toHaveLength(1);
  });

  test('When an agent is named, then a first look at it is taken', async () => {
    const [good, wrong] = await Promise.all(
      ['honest', 'another-client'].map(way => findings([...ANY, '--exec', asOption(subject('odd', 'sync', way))])),
    );
    expect([good?.exit, about(good?.found ?? [], 'agent')[0]?.says]).toEqual([
      0,
      expect.stringContaining('can be judged'),
    ]);
    expect([wrong?.exit, about(wrong?.found ?? [], 'agent')]).toEqual([
      1,
      [{ about: 'agent', state: 'bad', says: expect.stringMatching(/^SIMS_CLIENT_ID is not used/) }],
    ]);
  });

  test('When the file of settings of contract is wrong, then that is told', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'sims-contract.yaml'), 'exce: x\n');
    const { found } = await findings(ANY, {}, cwd);
    expect(about(found, 'agent')[0]?.says).toContain('there is no setting "exce". Did you mean "exec"?');
  });

  test.each([
    [['node', 'sync.mjs'], 'doctor takes no "node"'],
    [['--exce', 'x'], 'There is no option --exce. Did you mean "--exec"?'],
  ])('When it is called with %j, then it exits 2 and says what to do', async (args, said) => {
    expect(await doctor(args)).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining(said) });
  });
});

describe('What it looks at', () => {
  test.each([
    ['20.18.9', 'bad'],
    ['18.20.0', 'bad'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
  ])('When Node is %s, then that is %s', (version, state) => {
    expect(nodeFinding(version).state).toBe(state);
  });

  test.each([
    ['in 1970', 0, 0, 'bad'],
    ['nowhere', Number.NaN, 0, 'bad'],
    ['well', Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 1) - 900, 'ok'],
    ['apart from its files', Date.UTC(2026, 5, 1), Date.UTC(2026, 5, 1) - 60_000, 'warn'],
  ])('When the clock is %s, then it is told so', (_, now, writtenAt, state) => {
    expect(clockFinding(now, writtenAt, 'Europe/London').state).toBe(state);
  });

  test('When data cannot be kept, then the mend is told', () => {
    const file = join(tempFolder(), 'a-file');
    writeFileSync(file, '');
    expect(dataFinding(join(file, 'sims-id-harness'))).toMatchObject({
      state: 'bad',
      says: expect.stringMatching(/is no folder\. Set XDG_DATA_HOME/),
    });
  });

  test('When a tool is not in PATH, then that is a warning, and which', () => {
    expect(toolsFinding(tempFolder())).toMatchObject({ state: 'warn', says: expect.stringContaining('npx and curl') });
  });

  test('When the CA is there, then it is told how long it is good, and soon before its end that it is to be renewed', async () => {
    const folder = join(tempFolder(), 'tls');
    const { openAuthority } = await developmentCa();
    await openAuthority(folder);
    const now = Date.now();
    expect(await authorityFinding(folder, now)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('good until'),
    });
    expect(await authorityFinding(folder, now + 10 * 364.8 * 86_400_000)).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('trust --renew'),
    });
  });

  test.runIf(process.platform !== 'win32')(
    'When others may read its key, then it is bad, and nothing is changed',
    async () => {
      const folder = join(tempFolder(), 'tls');
      const { openAuthority } = await developmentCa();
      await openAuthority(folder);
      const key = join(folder, 'authority.pem');
      const before = readFileSync(key, 'utf8');
      chmodSync(key, 0o644);
      expect(await authorityFinding(folder, Date.now())).toMatchObject({
        state: 'bad',
        says: expect.stringContaining('can be read by others'),
      });
      expect(readFileSync(key, 'utf8')).toBe(before);
    },
  );

  test('When the key of the CA is gone and its certificate is not, then it is bad', async () => {
    const folder = tempFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'ca.pem'), '');
    expect(await authorityFinding(folder, Date.now())).toMatchObject({ state: 'bad' });
  });
});
