import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wayAsMarkdown } from '../../cli/trust-text.js';
import { WAYS } from '../../cli/trust-ways.js';
import { harness, serve, tempFolder, until } from '../support/command.js';

/** A user of their own: nobody else's CA is touched. */
const aUser = () => ({ env: { XDG_DATA_HOME: tempFolder() } });
const someone = aUser();
const caFile = join(someone.env.XDG_DATA_HOME, 'sims-id-harness', 'tls', 'ca.pem');

describe('sims-harness trust', () => {
  test('When there is no CA yet, then it makes one and tells where it is, what it may do and every way to trust it', async () => {
    const { exit, stdout, stderr } = await harness(['trust'], someone);
    expect([exit, stderr]).toEqual([0, '']);
    const { fingerprint256 } = new X509Certificate(readFileSync(caFile));
    expect(stdout).toContain(`The development CA of this user: ${caFile}\n`);
    expect(stdout).toContain(`SHA-256 ${fingerprint256}\n`);
    for (const { title } of WAYS) expect(stdout).toContain(`\n\n${title}\n`);
    expect(stdout).not.toMatch(/\{ca\}|\{name\}|PRIVATE KEY/);
  });

  test('When a harness is started afterwards, then its certificate is of that very CA', async () => {
    const serving = await serve(['--https'], someone);
    expect(serving.ready.caFile).toBe(caFile);
    expect((await serving.stop()).exit).toBe(0);
  });

  test('When two harnesses of a new user start at once, then both use one CA', async () => {
    const user = aUser();
    const both = await Promise.all([serve(['--https'], user), serve(['--intercept', '0'], user)]);
    const printed = await harness(['trust', '--print'], user);
    expect(both.map(({ ready }) => ready.caFile && readFileSync(ready.caFile, 'utf8'))).toEqual([
      printed.stdout,
      printed.stdout,
    ]);
    await Promise.all(both.map(serving => serving.stop()));
  });

  test('When only some places are asked for, then only they are told', async () => {
    const { stdout } = await harness(['trust', 'node', 'curl'], someone);
    expect(stdout.match(/^\S.*$/gm)?.slice(1)).toEqual(['curl', 'Node.js']);
  });

  test('When the certificate is to be printed, then nothing else is', async () => {
    const { stdout } = await harness(['trust', '--print'], someone);
    expect(stdout).toBe(readFileSync(caFile, 'utf8'));
  });

  test('When a truststore is written again, then it is the same; and what else is there stays as it is', async () => {
    const cwd = tempFolder();
    const write = (name: string) => harness(['trust', '--java-truststore', name], { ...someone, cwd });
    expect([(await write('one.p12')).exit, (await write('one.p12')).exit, (await write('two.p12')).exit]).toEqual([
      0, 0, 0,
    ]);
    expect(readFileSync(join(cwd, 'one.p12')).equals(readFileSync(join(cwd, 'two.p12')))).toBe(true);
    writeFileSync(join(cwd, 'mine.p12'), 'mine');
    const refused = await write('mine.p12');
    expect([refused.exit, readFileSync(join(cwd, 'mine.p12'), 'utf8')]).toEqual([2, 'mine']);
    expect(refused.stderr).toMatch(/something else is there\. Delete it or name another file\.\n$/);
  });

  test('When the CA is renewed, then it is another one and that is said', async () => {
    const user = aUser();
    const before = await harness(['trust', '--print'], user);
    const renewed = await harness(['trust', '--renew', 'curl'], user);
    const after = await harness(['trust', '--print'], user);
    expect(after.stdout).not.toBe(before.stdout);
    expect(renewed.stdout).toContain('This is a new CA: start running harnesses again');
  });

  test.each([
    [['nod'], /trust knows no "nod"\. Did you mean "node"\?/],
    [['--print', '--java-truststore', 'x'], /Give --print or --java-truststore, not both\./],
    [['--reneww'], /There is no option --reneww\. Did you mean "--renew"\?/],
  ])('When it is asked for %j, then it says what it knows', async (args, message) => {
    const { exit, stderr } = await harness(['trust', ...args], someone);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('a CA that cannot be used', () => {
  test('When it is damaged, then serve does not start and says what to do, and that does help', async () => {
    const user = aUser();
    await harness(['trust', '--print'], user);
    const file = join(user.env.XDG_DATA_HOME, 'sims-id-harness', 'tls', 'authority.pem');
    writeFileSync(file, 'not a key');
    const refused = await harness(
      ['serve', '--https', '--sts-port', '0', '--rap-port', '0', '--control-port', '0'],
      user,
    );
    expect(refused.exit).toBe(3);
    expect(refused.stderr).toMatch(/^sims-harness: The development CA .* is damaged\. Run: sims-harness trust --renew/);
    expect((await harness(['trust', '--renew'], user)).exit).toBe(0);
    const serving = await serve(['--https'], user);
    expect((await serving.stop()).exit).toBe(0);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('serve over TLS, for people', () => {
  test('When clients do not trust the CA, then the terminal names the command', async () => {
    const serving = await serve(['--https'], someone);
    await fetch(serving.ready.tokenUrl).catch(() => undefined);
    await until(() => serving.stderr().includes('sims-harness trust tells how'));
    expect((await serving.stop()).exit).toBe(0);
  });
});

test('When docs/trust.md is read, then it says what the command says', async () => {
  const named = {
    ca: (shell: string) => (shell === 'powershell' ? '$env:SIMS_CA_FILE' : '"$SIMS_CA_FILE"'),
    name: '"sims-id-harness development CA <its mark>"',
  };
  const ways = WAYS.flatMap(way => [...wayAsMarkdown(way, named), '']);
  await expect([...INTRODUCTION, '', ...ways].join('\n')).toMatchFileSnapshot('../../docs/trust.md');
});

const INTRODUCTION = [
  '# Trusting the development CA',
  '',
  'What `sims-harness trust` says, as a page; [tls.md](tls.md) tells what it is about. Every line is run by a test wherever the',
  'program is at hand. `SIMS_CA_FILE` is the file that the command names, and `serve --write-env` writes. The page is made by',
  'its test: `npx vitest run test/cli/trust.test.ts -u`.',
];
