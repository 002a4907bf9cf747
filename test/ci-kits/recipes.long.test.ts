import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type Argv, find, KITS } from '../../examples/measure/kits.js';
import { type Ended, start } from '../support/command.js';
import { block, project, STAND_INS } from './project.js';

// Compilers and runtimes of other languages, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const GSON = '/usr/share/java/gson.jar';
const MONO = ['System.Net.Http', 'System.Runtime.Serialization', 'System.Xml', 'System.Xml.Linq'];

/** The supplier's own row, and three schools. */
const SEEN = '4';

/** How a recipe of docs/ci.md is run, or what this machine lacks for it. */
type Recipe = {
  readonly missing?: string;
  readonly prepare: (folder: string) => Promise<Argv>;
};

async function compiled(argv: Argv, folder: string): Promise<void> {
  const { exit, stdout, stderr } = await start(argv, { cwd: folder }).ended;
  if (exit !== 0) throw new Error(`${argv[0]} ended with ${exit}: ${stdout}${stderr}`);
}

async function missingIn(kit: Parameters<typeof find>[0]): Promise<{ missing?: string; program: string }> {
  const found = await find(kit);
  return 'program' in found ? found : { ...found, program: '' };
}

const python = await missingIn({
  ...KITS.python,
  name: 'pytest',
  packages: 'python3-pytest',
  check: ['-c', 'import pytest'],
});
const java = await missingIn(KITS.java);
const mono = await missingIn({
  ...KITS.mono,
  packages: `${KITS.mono.packages} libmono-system-xml-linq4.0-cil`,
  check: ['-c', `${KITS.mono.check[1]} && test -e /usr/lib/mono/4.5/System.Xml.Linq.dll`],
});
const php = await missingIn({ ...KITS.php, packages: 'php-cli', check: ['--version'] });

const RECIPES: Readonly<Record<string, Recipe>> = {
  shell: {
    prepare: async folder => {
      copyFileSync(join(STAND_INS, 'run-your-tests'), join(folder, 'run-your-tests'));
      writeFileSync(join(folder, 'recipe.sh'), block('sh'));
      return ['sh', 'recipe.sh'];
    },
  },
  Python: {
    ...python,
    prepare: async folder => {
      writeFileSync(join(folder, 'conftest.py'), block('python'));
      copyFileSync(join(STAND_INS, 'world_test.py'), join(folder, 'world_test.py'));
      return [python.program, '-B', '-m', 'pytest', '-q', '-s', '-p', 'no:cacheprovider', 'world_test.py'];
    },
  },
  Java: {
    ...java,
    prepare: async folder => {
      cpSync(join(STAND_INS, 'java'), folder, { recursive: true });
      writeFileSync(join(folder, 'AgainstTheMockTest.java'), block('java'));
      const sources = ['Main.java', 'AgainstTheMockTest.java', 'YourAgent.java'];
      await compiled(['javac', '-cp', `${GSON}:.`, '-d', 'classes', ...sources], folder);
      return ['java', '-cp', `${GSON}:classes`, 'Main'];
    },
  },
  'C#': {
    ...mono,
    prepare: async folder => {
      writeFileSync(join(folder, 'SimsHarness.cs'), block('csharp'));
      copyFileSync(join(STAND_INS, 'Main.cs'), join(folder, 'Main.cs'));
      await compiled(
        ['mcs', '-nologo', ...MONO.map(name => `-r:${name}.dll`), '-out:tests.exe', 'SimsHarness.cs', 'Main.cs'],
        folder,
      );
      return ['mono', 'tests.exe'];
    },
  },
  PHP: {
    ...php,
    prepare: async folder => {
      writeFileSync(join(folder, 'AgainstTheMockTest.php'), block('php'));
      return ['php', join(STAND_INS, 'phpunit.php'), './AgainstTheMockTest.php'];
    },
  },
};
for (const { missing } of Object.values(RECIPES)) if (missing) process.stderr.write(`skipped: ${missing}\n`);

async function run(recipe: Recipe, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const folder = project();
  return start(await recipe.prepare(folder), { cwd: folder, env }).ended;
}

describe.each(Object.entries(RECIPES))('The recipe for %s', (_, recipe) => {
  test('When it is followed, then the tests reach a mock that works, and it is gone after them', async ({ skip }) => {
    if (recipe.missing) skip(recipe.missing);
    const { exit, stdout, stderr } = await run(recipe);
    const seen = /^\.?saw (\d+) rows at (http:\/\/127\.0\.0\.1:\d+\/connect\/token)$/m.exec(stdout);
    const [, rows, address] = seen ?? [];
    expect({ exit, rows, said: seen ? '' : stdout + stderr }).toEqual({ exit: 0, rows: SEEN, said: '' });
    await expect(fetch(String(address), { method: 'POST' })).rejects.toThrow('fetch failed');
  });

  test('When the harness cannot start, then the tests do not hang, and its reason is told', async ({ skip }) => {
    if (recipe.missing) skip(recipe.missing);
    const { exit, stdout, stderr } = await run(recipe, { SIMS_HARNESS_WORLD: 'narnia' });
    expect(exit).not.toBe(0);
    expect(stdout + stderr).toContain('There is no world "narnia".');
    expect(stdout).not.toContain('saw ');
  });
});
