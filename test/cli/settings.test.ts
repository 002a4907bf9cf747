import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HARNESS, harness, start, stop, tempFolder, until } from '../support/command.js';

type Sources = {
  readonly file?: [name: string, text: string];
  readonly env?: Record<string, string>;
  readonly args?: string[];
};

function folderWith([name, text]: [string, string]): string {
  const folder = tempFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

const PORTS = { SIMS_HARNESS_STS_PORT: '0', SIMS_HARNESS_RAP_PORT: '0', SIMS_HARNESS_CONTROL_PORT: '0' };

/** What serve says of itself when settings come from these places. */
async function readyFrom({ file, env = {}, args = [] }: Sources): Promise<Record<string, unknown>> {
  const around = { env: { ...PORTS, ...env }, ...(file && { cwd: folderWith(file) }) };
  const running = start([...HARNESS, 'serve', '--json', ...args], around);
  await Promise.race([running.ended, until(() => running.stdout().includes('\n'))]);
  const { stderr } = await stop(running);
  if (running.stdout() === '') throw new Error(stderr);
  return JSON.parse(running.stdout());
}

async function refusalOf({ file, env = {}, args = [] }: Sources): Promise<string> {
  const { exit, stderr } = await harness(['serve', ...args], { env, ...(file && { cwd: folderWith(file) }) });
  return `${exit} ${stderr}`;
}

const YAML: [string, string] = ['harness.config.yaml', 'world: academy-trust\nseed: 5\nset: { rap.guidCase: lower }\n'];

describe.concurrent('Which setting wins', () => {
  test('When only the file names them, then its values count', async () => {
    expect(await readyFrom({ file: YAML })).toMatchObject({ world: 'academy-trust', seed: 5 });
  });

  test('When the file is JSON, then it is read as well', async () => {
    const file: [string, string] = ['harness.config.json', '{ "seed": 6, "json": true }'];
    expect(await readyFrom({ file })).toMatchObject({ world: 'three-schools', seed: 6 });
  });

  test('When the environment names one too, then it wins over the file, and a flag over both', async () => {
    const env = { SIMS_HARNESS_SEED: '8', SIMS_HARNESS_WORLD: 'awkward' };
    expect(await readyFrom({ file: YAML, env, args: ['--world', 'three-schools'] })).toMatchObject({
      world: 'three-schools',
      seed: 8,
    });
  });

  test('When a scenario is asked for, then it brings its world and seed in spite of the file', async () => {
    expect(await readyFrom({ file: YAML, args: ['--scenario', 'list-empty'] })).toMatchObject({
      world: 'three-schools',
      seed: 9,
      scenario: 'list-empty',
    });
  });

  test('When a scenario and a seed are asked for in one place, then both count', async () => {
    expect(await readyFrom({ args: ['--scenario', 'list-empty', '--seed', '10'] })).toMatchObject({ seed: 10 });
  });

  test('When switches are set in two places, then they add up, and the nearer wins', async () => {
    const env = { SIMS_HARNESS_SET: 'rap.guidCase=mixed,rap.emptyList=204' };
    expect(await refusalOf({ file: YAML, env, args: ['--set', 'rap.order=odd'] })).toContain('"odd" is no value');
    expect(await refusalOf({ file: YAML, env: { SIMS_HARNESS_SET: 'rap.guidCase=odd' } })).toContain(
      '"odd" is no value',
    );
    const fileIsWrong: [string, string] = ['harness.config.yaml', 'set: { rap.guidCase: odd }\n'];
    expect(await readyFrom({ file: fileIsWrong, args: ['--set', 'rap.guidCase=lower'] })).toMatchObject({ seed: 1 });
  });
});

describe.concurrent('Settings that cannot be', () => {
  const ofFile = (text: string, name = 'harness.config.yaml') => refusalOf({ file: [name, text] });

  test('When the file names no setting, then its line is named and the nearest is offered', async () => {
    expect(await ofFile('# ports\nsts-prot: 1\n')).toBe(
      '2 sims-harness: harness.config.yaml:2: there is no setting "sts-prot". Did you mean "sts-port"?\n',
    );
    expect(await ofFile('help: true\n')).toContain('there is no setting "help".');
    expect(await ofFile('{\n  "sts-prot": 1\n}', 'harness.config.json')).toContain(
      'harness.config.json:2: there is no setting "sts-prot".',
    );
  });

  test('When the environment holds a name that is no setting, then it is refused and the nearest is offered', async () => {
    expect(await refusalOf({ env: { SIMS_HARNESS_STS_PROT: '3' } })).toBe(
      '2 sims-harness: The environment holds SIMS_HARNESS_STS_PROT, which is no setting. Did you mean "SIMS_HARNESS_STS_PORT"?\n',
    );
    expect(await refusalOf({ env: { SIMS_HARNESS_Q: '3' } })).toContain('no setting. Settings: SIMS_HARNESS_HOST, ');
    expect(await refusalOf({ env: { SIMS_HARNESS_HELP: '1' } })).toContain('SIMS_HARNESS_HELP, which is no setting.');
  });

  test('When the names come from a Kubernetes Service of that name, or hold nothing, then they are let be', async () => {
    const env = {
      SIMS_HARNESS_SERVICE_HOST: '10.0.0.11',
      SIMS_HARNESS_SERVICE_PORT: '4400',
      SIMS_HARNESS_SERVICE_PORT_CONTROL: '4400',
      SIMS_HARNESS_PORT: 'tcp://10.0.0.11:4400',
      SIMS_HARNESS_PORT_4400_TCP_ADDR: '10.0.0.11',
      SIMS_HARNESS_STS_PROT: '',
    };
    expect(await readyFrom({ env })).toMatchObject({ seed: 1 });
  });

  test('When a value is wrong, then the place it stands in is named', async () => {
    expect(await ofFile('sts-port: many\n')).toContain('harness.config.yaml: sts-port is "many"; it must be');
    expect(await refusalOf({ env: { SIMS_HARNESS_CLOCK: 'slow' } })).toContain(
      'SIMS_HARNESS_CLOCK is "slow"; it must be',
    );
    expect(await refusalOf({ env: { SIMS_HARNESS_JSON: 'maybe' } })).toContain(
      'SIMS_HARNESS_JSON is "maybe"; write 1 or 0.',
    );
    expect(await ofFile('json: "yes"\n')).toContain('harness.config.yaml: json must be true or false.');
    expect(await ofFile('world: [a, b]\n')).toContain('harness.config.yaml: world needs one value: <name>.');
    expect(await ofFile('world:\n')).toContain('harness.config.yaml: world needs one value: <name>.');
  });

  test('When the file is broken, then it is said where', async () => {
    expect(await ofFile('world: [\n')).toMatch(/^2 sims-harness: harness.config.yaml cannot be read: .*line 2/s);
    expect(await ofFile('{"world": }', 'harness.config.json')).toContain(
      'harness.config.json cannot be read: Unexpected token',
    );
    expect(await ofFile('- world\n')).toContain(
      'harness.config.yaml must hold names and values, such as "sts-port: 4401".',
    );
  });

  test('When the environment and a flag name rivals, then the flag wins; in one place they clash', async () => {
    const env = { SIMS_HARNESS_WORLD: 'awkward' };
    expect(await refusalOf({ env, args: ['--world-file', 'none.json'] })).toContain('none.json cannot be read');
    expect(await refusalOf({ env: { ...env, SIMS_HARNESS_WORLD_FILE: 'x' } })).toContain(
      'Give SIMS_HARNESS_WORLD or SIMS_HARNESS_WORLD_FILE, not both.',
    );
  });
});

describe.concurrent('The settings in force, told by --print-config', () => {
  async function printed({ file, env = {}, args = [] }: Sources): Promise<Record<string, unknown>> {
    const around = { env, ...(file && { cwd: folderWith(file) }) };
    const { exit, stdout, stderr } = await harness(['serve', '--print-config', ...args], around);
    if (exit !== 0) throw new Error(`${exit} ${stderr}`);
    return JSON.parse(stdout);
  }

  test('When nothing is set, then the defaults are those of a harness that runs', async () => {
    const { world, seed, clock, intercept, host, ...others } = await printed({});
    const ready = await readyFrom({});
    expect({ world, seed }).toEqual({
      world: { value: ready['world'], from: 'default' },
      seed: { value: ready['seed'], from: 'default' },
    });
    expect({ clock, intercept, host }).toEqual({
      clock: { value: 'real', from: 'default' },
      intercept: { value: null, from: 'default' },
      host: { value: '127.0.0.1', from: 'default' },
    });
    expect(others).toMatchObject({ 'sts-port': { value: 4401 }, sts: { value: 'sims' }, set: { value: {} } });
    expect(others).not.toHaveProperty('print-config');
  });

  test('When each place settles something, then each setting is told with its place', async () => {
    const env = { SIMS_HARNESS_SEED: '8', SIMS_HARNESS_SET: 'rap.emptyList=204' };
    const args = ['--sts-port', '0', '--intercept'];
    expect(await printed({ file: YAML, env, args })).toMatchObject({
      'sts-port': { value: 0, from: '--sts-port' },
      intercept: { value: 4403, from: '--intercept' },
      seed: { value: 8, from: 'SIMS_HARNESS_SEED' },
      world: { value: 'academy-trust', from: 'harness.config.yaml: world' },
      set: {
        value: { 'rap.guidCase': 'lower', 'rap.emptyList': '204' },
        from: 'harness.config.yaml: set, SIMS_HARNESS_SET',
      },
    });
  });

  test('When a scenario brings world, seed and clock, then it is told as their place, unless they are given', async () => {
    const args = ['--scenario', 'list-empty', '--seed', '10'];
    expect(await printed({ file: YAML, args })).toMatchObject({
      world: { value: 'three-schools', from: '--scenario list-empty' },
      seed: { value: 10, from: '--seed' },
      clock: { value: 'manual', from: '--scenario list-empty' },
    });
  });

  test('When serve would refuse a setting, then it is refused here as well', async () => {
    await expect(printed({ args: ['--world', 'narnia'] })).rejects.toThrow(
      '2 sims-harness: There is no world "narnia".',
    );
    await expect(printed({ args: ['--set', 'rap.guidCase=odd'] })).rejects.toThrow('"odd" is no value');
    await expect(printed({ file: ['harness.config.yaml', 'print-config: true\n'] })).rejects.toThrow(
      'there is no setting "print-config".',
    );
  });
});
