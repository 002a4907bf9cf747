import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { run } from '../../agent/cli.js';
import { refuseUnsafe } from '../../agent/config/secrets.js';
import { makeLog, makeScrubber } from '../../agent/log.js';
import { Secret } from '../../agent/secret.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { sites } from '../support/agent/stub-service.js';
import { start } from '../support/command.js';

const bin = fileURLToPath(new URL('../../dist/sims-agent.js', import.meta.url));
const agent = fileURLToPath(new URL('../../agent/', import.meta.url));

async function sources(): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const files = (await readdir(agent, { recursive: true })).filter(file => file.endsWith('.ts'));
  return Promise.all(
    files
      .sort()
      .map(async file => ({ file: file.replaceAll('\\', '/'), text: await readFile(join(agent, file), 'utf8') })),
  );
}

describe('class Secret', () => {
  test('When it is printed, joined, serialised or cloned, then only the mask is seen', () => {
    const secret = new Secret('hunter2');
    const seen = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ deep: [secret] }, { showHidden: true }),
      JSON.stringify(Object.entries(secret)),
      JSON.stringify(structuredClone(secret)),
    ];
    for (const text of seen) expect(text).not.toContain('hunter2');
    expect(structuredClone(secret)).toEqual({});
    expect(secret.reveal()).toBe('hunter2');
  });

  test('When somebody wants to reveal a secret, then they have to enter themselves here', async () => {
    const callers = (await sources()).flatMap(({ file, text }) => {
      const calls = [...text.matchAll(/\.reveal\(\)/g)].length;
      return calls > 0 ? [`${file} ${calls}`] : [];
    });
    expect(callers).toEqual([
      'commands/serve.ts 1', // what a program of this machine asked for
      'commands/vault-commands.ts 2', // the dump's HMAC, and get --reveal
      'commands/verify.ts 1', // the convergence digest
      'log.ts 1', // the scrubber compares
      'vault/generation.ts 1', // sealing
      'vault/session.ts 1', // its fingerprints
      'vault/store.ts 1', // the address of a database
      'wire/patience.ts 1', // a keyed fingerprint tells a changed credential
      'wire/rap.ts 1', // the bearer header
      'wire/sts.ts 3', // Basic, the body, and what is odd about its ends
    ]);
  });
});

describe('the log', () => {
  test('When a line holds a live secret, then the whole line is suppressed', () => {
    const written: string[] = [];
    const scrubber = makeScrubber();
    const log = makeLog(line => written.push(line), scrubber);
    scrubber.watch(new Secret('hunter2'));
    log({ level: 'warn', event: 'x', code: 'has hunter2 in it' });
    log({ level: 'warn', event: 'x', org: 'two\nlines', n: 3 });
    expect(written[0]).toBe('event=line_suppressed\n');
    expect(written[1]).toMatch(/^\S+ warn x org="two\\nlines" n=3\n$/);
  });
});

describe('an id from upstream that would steer a terminal', () => {
  test.each([
    ['C1', 'x\u009b2J'],
    ['the end of a line elsewhere', 'x\u2028fake\u2029'],
    ['the direction of writing', 'x\u202efdp\u200f\u2066\u061c'],
    ['what nobody sees', 'x\ufeff\u200b\u{e0041}'],
    ['half a character', 'x\ud800'],
    ['old friends', 'x\u001b[31m\r\n"\\'],
  ])('When it holds %s, then the log shows it escaped, and it can be read back', (_what, client) => {
    const written: string[] = [];
    makeLog(line => written.push(line), makeScrubber())({ level: 'warn', event: 'x', client });
    const [line = ''] = written;
    expect(line).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(/ client=(.*)\n$/.exec(line)?.[1] ?? '')).toBe(client);
  });

  test('When it is a secret, then the line is suppressed however it would be escaped', () => {
    const written: string[] = [];
    const scrubber = makeScrubber();
    scrubber.watch(new Secret('hunter\u009b2\u2028'));
    makeLog(line => written.push(line), scrubber)({ level: 'warn', event: 'x', client: 'a hunter\u009b2\u2028' });
    expect(written).toEqual(['event=line_suppressed\n']);
  });
});

describe('the scrubber', () => {
  const text = 'hunter2+/%=&:"x';
  const scrubber = makeScrubber();
  scrubber.watch(new Secret(text));

  test.each([
    text,
    encodeURIComponent(text),
    new URLSearchParams({ text }).toString(),
    JSON.stringify({ text }),
    Buffer.from(`id:${text}`).toString('base64'),
    Buffer.from(`idx:${text}`).toString('base64'),
    Buffer.from(text).toString('base64'),
  ])('When a line holds the secret as %s, then that line goes and the others stay', planted => {
    expect(scrubber.clean(`one\ntwo ${planted} two\nthree\n`)).toBe('one\nevent=line_suppressed\nthree\n');
  });

  test('When a secret spans two lines, then all of the text goes', () => {
    const tall = makeScrubber();
    tall.watch(new Secret('first\nsecond'));
    expect(tall.clean('a first\nsecond b\n')).toBe('event=line_suppressed\n');
  });

  test('When it cannot look, then it lets nothing through', () => {
    const broken = {
      toString: () => 'hunter2',
      includes: () => {
        throw new Error('broken');
      },
    };
    expect(scrubber.clean(broken as unknown as string)).toBe('event=line_suppressed\n');
  });

  test('When a process runs for months, then it still knows the newest tokens', () => {
    const old = makeScrubber();
    for (let n = 0; n < 1000; n++) old.watch(new Secret(`token-number-${n}-`));
    expect(old.clean('token-number-999-')).toBe('event=line_suppressed');
    expect(old.clean('token-number-1-')).toBe('token-number-1-');
  });

  test('When the vendor secret stands in an address by mistake, then no message repeats it', async () => {
    const box = await Sandbox.open([]);
    box.env['SIMS_CLIENT_SECRET'] = 'hunter2-hunter2';
    for (const path of ['hunter2-hunter2', Buffer.from('vmc-1:hunter2-hunter2').toString('base64')]) {
      const { exit, err } = await box.run('sync', '--token-url', `http://127.0.0.1:1/${path}/token`);
      expect([exit, err]).toEqual([6, expect.stringContaining('event=line_suppressed\n')]);
    }
  });

  test('When a bug throws with a secret in its message, then the exit is 1 and the message stays in', async () => {
    const box = await Sandbox.open(sites(1));
    let said = '';
    const output = {
      out: () => undefined,
      err: (line: string) => {
        said += line;
      },
      onChange: () => {
        throw new Error(`cannot send ${box.env['SIMS_CLIENT_SECRET']}`);
      },
    };
    expect(await run(['sync'], output, box.env)).toBe(1);
    expect(said).toContain('event=line_suppressed');
    expect(said).not.toContain(box.env['SIMS_CLIENT_SECRET']);
  });
});

describe('a process that others can read', () => {
  test.each([
    '--report-on-signal',
    '--report_on_fatalerror',
    '--report-uncaught-exception',
    '--heapsnapshot-signal=SIGUSR2',
    '--heapsnapshot-near-heap-limit=1',
    '--heap-prof',
    '--tls-keylog=/tmp/keys',
    '--trace-tls',
    '--inspect-brk',
  ])('When Node is told %s, then the agent does not start, and the message names it', option => {
    const name = /--[\w-]+/.exec(option.replaceAll('_', '-'))?.[0].replace('-brk', '') ?? '';
    for (const options of [option, `--max-old-space-size=64 "${option}" --no-warnings`])
      expect(() => refuseUnsafe({ NODE_OPTIONS: options })).toThrow(name);
  });

  test('When Node is told what shows nothing of it, then it starts', () => {
    const options = '--cpu-prof --diagnostic-dir=/tmp --no-report-on-signal --report-signal=SIGUSR2 --report-compact';
    expect(() => refuseUnsafe({ NODE_OPTIONS: options })).not.toThrow();
  });

  test('When it stands on the command line of Node, then that is seen as well', async () => {
    const box = await Sandbox.open(sites(1));
    const { exit, stderr } = await start([process.execPath, '--report-on-signal', bin, 'sync'], { env: box.env }).ended;
    expect([exit, stderr, box.stub.asked]).toEqual([78, expect.stringContaining('--report-on-signal writes down'), []]);
  });
});

describe('the walls', () => {
  test('When core is read, then it imports nothing from outside itself', async () => {
    for (const { file, text } of await sources()) {
      if (!file.startsWith('core/')) continue;
      for (const [, from] of text.matchAll(/from '([^']+)'/g))
        expect([file, from]).toEqual([file, expect.stringMatching(/^\.\/[\w-]+\.js$/)]);
    }
  });

  test('When the environment is read, then only the configuration does it', async () => {
    const readers = (await sources()).filter(({ text }) => text.includes('process.env')).map(({ file }) => file);
    expect(readers).toEqual(['config/configuration.ts']);
  });
});
