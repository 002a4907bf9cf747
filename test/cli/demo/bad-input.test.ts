import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openerOf } from '../../../cli/demo/open-browser.js';
import { harness, tempFolder, until } from '../../support/command.js';
import { playing } from './arrange.js';

const folder = tempFolder();
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe.concurrent('When demo is asked for what cannot be', () => {
  test.each([
    [['school-leavs'], 'There is no scene "school-leavs". Did you mean "school-leaves"? Scenes: first-day,'],
    [['--json'], '--json belongs to --auto: add it.'],
    [['--pace', '2s'], '--pace belongs to --auto: add it.'],
    [['--auto', '--pace', 'fast'], '--pace is "fast"; write it like 5s or 2m.'],
    [['--auto', '--timeout', '0'], '--timeout is "0"; write it like 5s or 2m.'],
    [['--control-port', '99999'], '--control-port is "99999"; it must be a whole number from 0 to 65535.'],
    [['--record', '/no/such/folder/x.json'], 'cannot be written: there is no such file or folder.'],
    [['--replay', '/no/such/file'], 'The recording /no/such/file cannot be read: there is no such file or folder.'],
    [['--replay', file('no.json', 'x')], 'is no JSON'],
    [['--replay', file('other.json', '{"proofs":[]}')], 'is no recording of a demo (format sims-recording/1)'],
    [['--replay', 'x', '--agent', 'y'], '--replay shows what was played before, so --agent has nothing to say'],
    [['--replay', 'x', 'first-day'], '--replay shows the scenes of the recording: leave out "first-day".'],
    [['--auto', '--agent', 'no-such-program'], '"no-such-program sync" cannot be started (ENOENT).'],
    [['--paces', '1s'], 'There is no option --paces. Did you mean "--pace"? See --help.'],
  ])('(%j), then it ends with 2 and says what to do', async (words, message) => {
    const { exit, stderr } = await harness(['demo', ...words]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain('    at ');
  });
});

describe.skipIf(process.platform === 'win32')('The browser', () => {
  /** A desktop on which opening an address writes it down. */
  function desktop() {
    const bin = join(tempFolder(), 'bin');
    const note = join(bin, 'opened');
    mkdirSync(bin);
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > ${note}.part && mv ${note}.part ${note}\n`, {
      mode: 0o755,
    });
    const PATH = `${bin}:${process.env['PATH']}`;
    const opened = () => {
      try {
        return readFileSync(note, 'utf8').trim();
      } catch {
        return undefined;
      }
    };
    return { env: { PATH, DISPLAY: ':9' }, opened };
  }

  test('When there is a desktop, then the page is opened there, and its address is printed as well', async () => {
    const { env, opened } = desktop();
    const demo = await playing(['first-day'], { env });
    await until(() => opened() !== undefined);
    expect(opened()).toBe(demo.page);
    expect((await demo.stop()).exit).toBe(0);
  });

  test('When --no-open is said, then nothing is opened, and the address is printed', async () => {
    const { env, opened } = desktop();
    const demo = await playing(['first-day', '--no-open'], { env });
    await until(async () => (await demo.state()).moment.state === 'held');
    await demo.stop();
    expect(opened()).toBeUndefined();
  });
});

test.each([
  ['darwin', {}, ['open']],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ['linux', {}, undefined],
  ['linux', { DISPLAY: ':0', PATH: '/no/such/folder' }, undefined],
  ['darwin', { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, undefined],
  ['win32', { CI: 'true' }, undefined],
] as const)('When it runs on %s with %j, then an address is opened by %j', (platform, env, words) => {
  expect(openerOf({ platform, env })).toEqual(words);
});
