import { chmodSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { direct } from '../../contract/subject/npx.js';
import { harness, tempFolder } from '../support/command.js';

const SCRIPT = '#!/usr/bin/env node\n';

/** A folder with these files, and links as npm makes them in `node_modules/.bin`. */
function project(files: Readonly<Record<string, string>>, bins: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(tempFolder());
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
    chmodSync(join(root, name), 0o755);
  }
  if (Object.keys(bins).length > 0) mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  for (const [bin, target] of Object.entries(bins))
    symlinkSync(join(root, target), join(root, 'node_modules/.bin', bin));
  return root;
}

describe.runIf(process.platform !== 'win32')('A command that begins with npx', () => {
  test.each([['npx'], ['npx -y'], ['npx --no'], ['npx --no-install'], ['npx --yes']])(
    'When it is "%s agent sync" and the agent is installed, then its script is started with Node',
    start => {
      const root = project({ 'node_modules/a/agent.js': SCRIPT }, { agent: 'node_modules/a/agent.js' });
      const { argv, note } = direct([...start.split(' '), 'agent', 'sync', '-y'], root);
      expect(argv).toEqual([process.execPath, join(root, 'node_modules/a/agent.js'), 'sync', '-y']);
      expect(note).toContain(`npx agent is started directly, as node ${join(root, 'node_modules/a/agent.js')}`);
    },
  );

  test('When the agent is installed in a folder above, then it is found there', () => {
    const root = project({ 'node_modules/a/agent.js': SCRIPT, 'deep/er/x': '' }, { agent: 'node_modules/a/agent.js' });
    expect(direct(['npx', 'agent'], join(root, 'deep/er')).argv[1]).toBe(join(root, 'node_modules/a/agent.js'));
  });

  test.each([
    ['of several', { agent: 'bin/mine.js', other: 'bin/none.js' }],
    ['the only one', 'bin/mine.js'],
  ])('When the agent is the bin of the very package (%s), then that comes before what is installed', (_, bin) => {
    const manifest = JSON.stringify({ name: '@firm/agent', bin });
    const files = { 'package.json': manifest, 'bin/mine.js': SCRIPT, 'node_modules/a/agent.js': SCRIPT };
    const root = project(files, { agent: 'node_modules/a/agent.js' });
    expect(direct(['npx', 'agent'], root).argv[1]).toBe(join(root, 'bin/mine.js'));
  });

  test.each([
    [['npx', 'absent', 'sync']],
    [['npx', 'agent@2', 'sync']],
    [['npx', '-p', 'agent', 'agent']],
    [['npx', '-c', 'agent']],
    [['npx', '../agent']],
    [['npx', 'script']],
    [['npx', 'python']],
    [['npx']],
    [['npx', '-y']],
    [['node', 'agent']],
  ])('When it is %j, then it stays as it is', argv => {
    const root = project(
      {
        'package.json': '{',
        'a/agent.js': SCRIPT,
        'a/script': '#!/bin/sh\n',
        'a/python': '#!/usr/bin/node-like-python\n',
      },
      { agent: 'a/agent.js', script: 'a/script', python: 'a/python' },
    );
    expect(direct(argv, root)).toEqual({ argv });
  });

  test('When an agent is judged by npx, then it is told once what is started, and the report names it as it was given', async () => {
    const honest = readFileSync(new URL('../support/agents/honest.mjs', import.meta.url), 'utf8');
    const cwd = project({ 'agent.mjs': SCRIPT + honest }, { agent: 'agent.mjs' });
    const ways = ['--exec', 'npx agent sync', '--dump', 'npx agent list', '--json', 'report.json'];
    const { exit, stdout } = await harness(['contract', '--only', 'SNAP-06', ...ways], { cwd });
    expect({ exit, told: stdout.split('is started directly').length - 1 }).toEqual({ exit: 0, told: 1 });
    const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'));
    expect(report.subject.name).toBe('npx agent sync');
  });
});
