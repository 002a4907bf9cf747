import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fromProgram } from '../../agent/vault/key-source.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { guid, secretOf, sites } from '../support/agent/stub-service.js';

let box: Sandbox;
const key = randomBytes(32);

beforeEach(async () => {
  box = await Sandbox.open(sites(2));
});

/** A program as an operator would write it. */
async function program(script: string): Promise<string> {
  const path = join(box.folder, 'key-program.mjs');
  await writeFile(path, script);
  return `exec:${JSON.stringify([process.execPath, path, 'two words'])}`;
}

/** Syncs, reads a secret back, and gives what was said on stderr. */
async function expectOpens(source: string): Promise<string> {
  box.env['SIMS_AGENT_KEY'] = source;
  const { exit, err } = await box.sync();
  expect([exit, err]).toEqual([0, expect.not.stringMatching(/key was made/)]);
  return err;
}

async function expectRefused(source: string, exit: number, message: RegExp): Promise<string> {
  box.env['SIMS_AGENT_KEY'] = source;
  const ran = await box.run('sync');
  expect([ran.exit, ran.out]).toEqual([exit, '']);
  expect(ran.err).toMatch(message);
  expect(box.stub.asked).toEqual([]);
  return ran.err;
}

describe('systemd:', () => {
  const credentials = async (text: string): Promise<void> => {
    box.env['CREDENTIALS_DIRECTORY'] = join(box.folder, 'credentials');
    await mkdir(join(box.folder, 'credentials'), { recursive: true, mode: 0o700 });
    await writeFile(join(box.folder, 'credentials', 'vault.key'), text, { mode: 0o600 });
  };

  test('When the service has the credential, then the vault opens with it, also under the group bit of an ACL', async () => {
    await credentials(`${key.toString('base64')}\n`);
    await chmod(join(box.folder, 'credentials', 'vault.key'), 0o440);
    await expectOpens('systemd:vault.key');
    expect((await box.run('get', guid(1), '--reveal')).out).toContain(secretOf(1));
  });

  test('When the agent was not started as a service, then it ends 78 and names LoadCredential', () =>
    expectRefused('systemd:vault.key', 78, /CREDENTIALS_DIRECTORY is not.*LoadCredential=vault\.key:<path>/));

  test('When the credential is missing, open to the world, or no name of one, then nothing is opened', async () => {
    await credentials(key.toString('hex'));
    await expectRefused('systemd:other', 12, /credentials\/other cannot be read \(ENOENT\)/);
    await expectRefused('systemd:../vault.key', 78, /must be file:<path>, systemd:<name>/);
    await chmod(join(box.folder, 'credentials', 'vault.key'), 0o444);
    await expectRefused('systemd:vault.key', 12, /open to others \(mode 0444\)/);
  });
});

describe('exec:', () => {
  test('When the program prints the key, then the vault opens; it gets its words unsplit and nothing of ours', async () => {
    const seen = join(box.folder, 'seen.json');
    const source = await program(`import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ argv: process.argv.slice(2), env: process.env }));
      console.error('a chatty word'); console.log('${key.toString('hex')}');`);
    box.env['KMS_REGION'] = 'north';
    expect(await expectOpens(source)).not.toContain('chatty');
    const { argv, env } = JSON.parse(await readFile(seen, 'utf8'));
    expect([argv, env['KMS_REGION']]).toEqual([['two words'], 'north']);
    expect(Object.keys(env).filter(name => name.startsWith('SIMS_'))).toEqual([]);
    expect(JSON.stringify(env)).not.toContain(box.env['SIMS_CLIENT_SECRET']);
  });

  test('When words have no spaces, then they need no quotes, and no shell reads them', async () => {
    await writeFile(
      join(box.folder, 'print.mjs'),
      `console.log(process.argv[2] === '$HOME;id' ? '${key.toString('base64')}' : '');`,
    );
    await expectOpens(`exec:${process.execPath} ${join(box.folder, 'print.mjs')} $HOME;id`);
  });

  test.each([
    [
      'fails',
      `console.log('${key.toString('hex')}'); console.error('${key.toString('hex')}'); process.exit(3);`,
      /failed \(exit 3\)/,
    ],
    ['prints too little', `console.log('short');`, /does not hold 32 bytes/],
    [
      'prints a key and more',
      `console.log('${key.toString('hex')}\\n${key.toString('hex')}');`,
      /does not hold 32 bytes/,
    ],
    [
      'prints far too much',
      `process.stdout.write('${key.toString('hex')}'.repeat(5000));`,
      /failed \(ERR_CHILD_PROCESS_STDIO_MAXBUFFER\)/,
    ],
  ])(
    'When the program %s, then the agent ends 12 before any request and repeats nothing of it',
    async (_what, script, message) => {
      const said = await expectRefused(await program(script), 12, message);
      expect(said).not.toContain(key.toString('hex').slice(0, 8));
      expect(said).not.toContain('short');
    },
  );

  test('When the program is not there, then the agent ends 12 and names it', () =>
    expectRefused('exec:/nowhere/kms get', 12, /key program \/nowhere\/kms failed \(ENOENT\)/));

  test('When the program hangs, then it is killed after its time', async () => {
    const path = join(box.folder, 'hang.mjs');
    await writeFile(path, 'setInterval(() => {}, 1000);');
    const source = fromProgram([process.execPath, path], { PATH: process.env['PATH'] }, 300);
    await expect(source.open()).rejects.toMatchObject({
      exit: 12,
      message: expect.stringContaining('did not end within 0.3 s'),
    });
  });

  test.each(['exec:[1]', 'exec:["a"', 'exec:[]', 'exec:'])(
    'When the list of words is %s, then the agent ends 78',
    async source => {
      await expectRefused(source, 78, /exec:/);
    },
  );
});

describe('env:', () => {
  test('When the key is in a variable, then it works, is taken out of the environment, and every run warns', async () => {
    for (const command of ['sync', 'status', 'list']) {
      box.env = { ...box.env, SIMS_AGENT_KEY: 'env:MY_KEY', MY_KEY: key.toString('base64') };
      const { exit, err } = await box.run(command);
      expect([exit, err]).toEqual([
        0,
        expect.stringMatching(/key came by the variable MY_KEY, which other processes can inherit/),
      ]);
      expect(box.env['MY_KEY']).toBeUndefined();
    }
  });

  test('When the variable is not set, then the agent ends 78; when it holds no key, 12; neither shows it', async () => {
    await expectRefused('env:MY_KEY', 78, /MY_KEY is not set/);
    box.env['MY_KEY'] = 'hunter2';
    expect(await expectRefused('env:MY_KEY', 12, /The variable MY_KEY does not hold 32 bytes/)).not.toContain(
      'hunter2',
    );
  });
});

describe('any source', () => {
  test('When the configuration is printed, then it is named; of a program only its name', async () => {
    box.env['SIMS_AGENT_KEY'] = 'exec:kms --pin 1234';
    const { out } = await box.run('--print-config');
    expect(JSON.parse(out)).toMatchObject({ key: 'exec:kms' });
    expect(out).not.toContain('1234');
  });

  test('When the text was parsed, then the buffer it came in is wiped', async () => {
    const { keyFromText } = await import('../../agent/vault/keys.js');
    const given = Buffer.from(key.toString('base64'));
    keyFromText(given, 'test');
    expect(given.every(byte => byte === 0)).toBe(true);
  });

  test('When a program opens the vault with a key source, then it reads without a file', async () => {
    await expectOpens(await program(`console.log('${key.toString('hex')}')`));
    const { Configuration, openVault } = await import('../../agent/index.js');
    const vault = await openVault(new Configuration({}, box.env).store());
    expect(vault.get(guid(2))[0]?.secret().reveal()).toBe(secretOf(2));
  });
});
