import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { find, KITS, type KitName } from '../../examples/measure/kits.js';
import { start } from '../support/command.js';
import { readProject } from '../support/ledger.js';
import { startMock } from '../support/mock.js';
import { comparable, truthOf } from './clients.js';

/** The commands of examples/README.md, as printed. */

vi.setConfig({ testTimeout: 90_000 });

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readProject('examples/README.md');
const mock = await startMock();

/** Links of the first table's rows lead to the examples. */
const ROWS = Object.entries(KITS).map(([name, kit]) => {
  const row = page.split('\n').find(line => line.startsWith('| [') && line.includes(`](${kit.example})`)) ?? '';
  const [command = '', packages = ''] = [...row.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '');
  return { name: name as KitName, kit, command, packages };
});

describe('examples/README.md', () => {
  test.concurrent.for(ROWS)('When the command for $name is run as printed, then it fetches', async (row, { skip }) => {
    const found = await find(row.kit);
    if ('missing' in found) skip(found.missing);
    // The page says python3; on some machines the first of that name lacks the library.
    const command = 'program' in found ? row.command.replace(/^python3/, found.program) : row.command;
    const world = await mock.newWorld({ world: 'three-schools', clock: 'manual' });
    const { exit, stdout, stderr } = await start(['sh', '-c', command], { cwd: ROOT, env: world.variables() }).ended;
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(comparable(JSON.parse(stdout))).toEqual(truthOf(world));
  });

  test.each(ROWS.filter(({ name }) => name !== 'node'))(
    'When $name is missing, then the page names its packages',
    row => {
      expect(row.packages).toBe(row.kit.packages);
    },
  );
});
