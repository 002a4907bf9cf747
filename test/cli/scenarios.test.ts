import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { harness, tempFolder } from '../support/command.js';

const SHIPPED = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const ids = readdirSync(SHIPPED)
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace('.yaml', ''));
const FIRST = ['first-sync', 'school-added', 'school-removed', 'secret-reissued', 'client-suspended'];

test('When nothing is named, then every shipped scenario has a line, those the product exists for first, the largest last', async () => {
  const { exit, stdout, stderr } = await harness(['scenarios']);
  const listed =
    stdout
      .split('\n\n')[0]
      ?.split('\n')
      .map(line => line.split(' ')[0]) ?? [];
  expect({ exit, stderr, first: listed.slice(0, 5) }).toEqual({ exit: 0, stderr: '', first: FIRST });
  expect(listed.at(-1)).toBe('large-estate');
  expect([...listed].sort()).toEqual([...ids].sort());
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are looked for
  expect(stdout).not.toMatch(/\u001b/);
});

test('When the list is asked for as JSON, then it is one line with the members of each', async () => {
  const { stdout } = await harness(['scenarios', '--json']);
  const listed = JSON.parse(stdout) as Record<string, unknown>[];
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(listed).toHaveLength(ids.length);
  for (const scenario of listed) expect(Object.keys(scenario)).toEqual(['id', 'title', 'world', 'tells', 'proves']);
});

test('When one is named, then it is told with the names of its schools, and as JSON too', async () => {
  const { exit, stdout } = await harness(['scenarios', 'school-removed']);
  expect(exit).toBe(0);
  expect(stdout).toContain('(school-removed)');
  expect(stdout).toMatch(/1\. oakfield-leaves\. .*Oakfield Primary School leaves/);
  expect(stdout).toContain('Proves: When a school leaves');
  expect(JSON.parse((await harness(['scenarios', 'school-removed', '--json'])).stdout)).toBeTypeOf('object');
});

test('When a file of one’s own is given, then it is told like any other', async () => {
  const folder = tempFolder();
  cpSync(join(SHIPPED, 'list-empty.yaml'), join(folder, 'list-empty.yaml'));
  const own = await harness(['scenarios', '--file', 'list-empty.yaml'], { cwd: folder });
  expect(own).toEqual(await harness(['scenarios', 'list-empty']));
});

test('When the id in a file is not its name, then it is said where', async () => {
  const folder = tempFolder();
  cpSync(join(SHIPPED, 'list-empty.yaml'), join(folder, 'mine.yaml'));
  const { exit, stderr } = await harness(['scenarios', '--file', 'mine.yaml'], { cwd: folder });
  expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringMatching(/\nmine\.yaml:2:5: /) });
});
