import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { harness, tempFolder } from '../support/command.js';

const SHIPPED = readdirSync(fileURLToPath(new URL('../../scenarios/', import.meta.url)))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace('.yaml', ''));

test('When nothing is named, then every shipped scenario is proven, a line for each, and the reports say the same', {
  timeout: 240_000,
}, async () => {
  const folder = tempFolder();
  const args = ['prove', '--junit', 'prove.xml', '--json', 'prove.json'];
  const { exit, stdout, stderr } = await harness(args, { cwd: folder });
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const lines = stdout.split('\n').filter(line => line.startsWith('✔ '));
  expect(lines.map(line => line.split(/ +/)[1]).sort()).toEqual([...SHIPPED].sort());
  for (const line of lines) expect(line).toMatch(/^✔ \S+ +\S.*\. \(\d+ runs, \d+ requests, \d+\.\d s\)$/);
  expect(stdout).toMatch(new RegExp(`\\n\\n${SHIPPED.length} of ${SHIPPED.length} scenarios proven\\.\\n$`));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are looked for
  expect(stdout).not.toMatch(/[\u001b\r]/);
  const { proofs } = JSON.parse(readFileSync(join(folder, 'prove.json'), 'utf8')) as { proofs: { held: boolean }[] };
  expect(proofs.map(p => p.held)).toEqual(SHIPPED.map(() => true));
  const xml = readFileSync(join(folder, 'prove.xml'), 'utf8');
  expect(xml.match(/<testcase /g)).toHaveLength(SHIPPED.length);
  expect(xml).toContain(`tests="${SHIPPED.length}" failures="0"`);
});
