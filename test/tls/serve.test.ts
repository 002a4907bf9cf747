import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { harness, serve, serveForPeople, stop, tempFolder } from '../support/command.js';
import { curl } from './arrange.js';

/** The lines that stand under "Try it:" of what serve says. */
function tried(said: string): string {
  const [, after = ''] = said.split('  Try it:\n');
  return (after.split('\n\n')[0] ?? '').replace(/^ {4}/gm, '');
}

describe('serve --https and --intercept', () => {
  test.each([
    ['--https', /^ {2}STS +https:\/\/127\.0\.0\.1:\d+\/connect\/token$/m, /^curl|TOKEN=\$\(curl -s --cacert '/],
    [
      '--intercept',
      /^ {2}Proxy +http:\/\/127\.0\.0\.1:\d+ /m,
      /HTTPS_PROXY='http:.*'https:\/\/sts\.sims\.co\.uk\/connect\/token'/,
    ],
  ])('When it is started with %s, then the lines to try it work as they stand', async (option, told, lines) => {
    const running = await serveForPeople(option === '--intercept' ? ['--intercept', '0'] : [option]);
    const said = running.stdout();
    expect(said).toMatch(told);
    expect(said).toMatch(/^ {2}CA file +\S+ca\.pem {2}\(sims-harness trust tells how to trust it\)$/m);
    expect(tried(said)).toMatch(lines);
    const listed = execFileSync('sh', ['-ec', tried(said)], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '' },
    });
    expect(JSON.parse(listed).length).toBe(4);
    expect((await stop(running)).exit).toBe(0);
  });

  test('When variables are written, then the CA file is among them and the proxy is not: it would lead everything here', async () => {
    const file = join(tempFolder(), 'sims.env');
    const serving = await serve(['--https', '--intercept', '0', '--write-env', file]);
    expect(readFileSync(file, 'utf8')).toContain(`SIMS_CA_FILE='${serving.ready.caFile}'\n`);
    expect(readFileSync(file, 'utf8')).not.toContain('PROXY');
    expect((await serving.stop()).exit).toBe(0);
  });

  test('When --intercept has no port, then it is 4403, wherever it is written', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'harness.config.yaml'), 'intercept: true\nsts-port: 4403\n');
    const ways = await Promise.all([
      harness(['serve', '--intercept', '--sts-port', '4403']),
      harness(['serve', '--sts-port', '4403', '--intercept']),
      harness(['serve', '--sts-port', '4403'], { env: { SIMS_HARNESS_INTERCEPT: '1' } }),
      harness(['serve'], { cwd }),
    ]);
    for (const { exit, stderr } of ways)
      expect([exit, stderr]).toEqual([2, expect.stringMatching(/--sts-port and --intercept are both 4403/)]);
  });

  test.each([
    ['4404', /--sts-port and --intercept are both 4404/],
    ['0', /--sts-port and --rap-port are both 4404/],
    ['false', /--sts-port and --rap-port are both 4404/],
    ['soon', /SIMS_HARNESS_INTERCEPT is "soon"; it must be a whole number/],
  ])('When SIMS_HARNESS_INTERCEPT is %s, then that is a port, any port, none, or a mistake', async (value, says) => {
    const args = ['serve', '--sts-port', '4404', ...(value === '4404' ? [] : ['--rap-port', '4404'])];
    const { exit, stderr } = await harness(args, { env: { SIMS_HARNESS_INTERCEPT: value } });
    expect([exit, stderr]).toEqual([2, expect.stringMatching(says)]);
  });

  test.each([
    [['--intercept', 'soon'], /--intercept is "soon"; it must be a whole number from 0 to 65535/],
    [['--intercept='], /--intercept needs a value/],
    [['--https=yes'], /--https takes no value/],
    [['--intercept', '99999'], /from 0 to 65535/],
  ])('When it is given %j, then it says what it takes', async (args, message) => {
    const { exit, stderr } = await harness(['serve', ...args]);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('When the port of the proxy is taken, then the option that chooses another is named', async () => {
    const first = await serve(['--intercept', '0']);
    const { port } = new URL(String(first.ready.proxyUrl));
    const ports = ['--sts-port', '0', '--rap-port', '0', '--control-port', '0'];
    const { exit, stderr } = await harness(['serve', '--intercept', port, ...ports]);
    expect([exit, stderr]).toEqual([3, expect.stringMatching(new RegExp(`Port ${port} is taken.*--intercept`))]);
    expect((await first.stop()).exit).toBe(0);
  });

  test('When others may reach it, then TLS is told by an address that a certificate can name, and plain http is refused [STS-11]', async () => {
    const serving = await serve(['--https', '--intercept', '0', '--host', '0.0.0.0']);
    const { stsUrl, caFile, proxyUrl } = serving.ready;
    expect(stsUrl).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const status = ['-o', '/dev/null', '-w', '%{http_code}'];
    const jwks = '/.well-known/jwks';
    const secure = await curl(['--cacert', String(caFile), ...status, `${stsUrl}${jwks}`]);
    const plain = await curl([...status, `${stsUrl.replace('https:', 'http:')}${jwks}`]);
    const env = { HTTPS_PROXY: String(proxyUrl).replace('0.0.0.0', '127.0.0.1') };
    const through = await curl(['--cacert', String(caFile), ...status, `https://sts.sims.co.uk${jwks}`], env);
    expect([secure.out, plain.out, through.out]).toEqual(['200', '403', '200']);
    expect((await serving.stop()).exit).toBe(0);
  });
});

describe('prove over TLS', () => {
  test.each([
    ['--https', /^https:\/\/127\.0\.0\.1:\d+\/~w\d+\/connect\/token undefined$/m],
    ['--intercept', /^https:\/\/sts\.sims\.co\.uk\/~w\d+\/connect\/token http:\/\/127\.0\.0\.1:\d+$/m],
  ])('When scenarios are proven with %s, then the agent is sent there, and they hold', async (option, sentTo) => {
    const [wrapper, log] = spying();
    const agent = `${process.execPath} ${wrapper}`;
    const { exit, stdout, stderr } = await harness(['prove', 'first-sync', 'school-removed', option, '--agent', agent]);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toContain('2 of 2 scenarios proven.');
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    for (const line of lines) expect(line).toMatch(sentTo);
  });

  test('When a scenario fails, then the line that repeats it speaks TLS as well', async () => {
    const { exit, stdout } = await harness(['prove', 'first-sync', '--https', '--intercept', '--agent', 'true']);
    expect(exit).toBe(1);
    expect(stdout).toContain(
      'again, by itself: npx sims-harness prove first-sync --https --intercept --agent true --keep',
    );
  });
});

/** The shipped agent behind a program that notes where it was sent. */
function spying(): [wrapper: string, log: string] {
  const folder = tempFolder();
  const agent = new URL('../../dist/sims-agent.js', import.meta.url).href;
  const log = join(folder, 'sent');
  writeFileSync(
    join(folder, 'agent.mjs'),
    `import { appendFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(log)}, process.env.SIMS_TOKEN_URL + ' ' + process.env.HTTPS_PROXY + '\\n');
    await import(${JSON.stringify(agent)});`,
  );
  return [join(folder, 'agent.mjs'), log];
}
