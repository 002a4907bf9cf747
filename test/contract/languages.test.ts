import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type Argv, find, KITS } from '../../examples/measure/kits.js';
import { start, tempFolder } from '../support/command.js';
import { readProject } from '../support/ledger.js';

/** The dumps of docs/contract/languages.md, each compiled and run as it stands, on rows whose fingerprints are known. */

// Compilers and runtimes of other languages, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const PROBE_KEY = '00ff10'.padEnd(62, 'a7').concat('0d');
// No quote and no backslash, which would need escaping in the mains below; what else goes wrong on the way is there.
const SECRETS = ['plain', '+/%=&: £ é 学校', ''];
const ROWS = SECRETS.map((secret, n) => ({ organisationId: `0b6e0a4e-000${n}`, clientId: `client-${n}`, secret }));
const hmac = (secret: string) =>
  createHmac('sha256', Buffer.from(PROBE_KEY, 'hex')).update(secret, 'utf8').digest('hex');
const WANTED = ROWS.map(({ secret, ...ids }) => ({ ...ids, secretFingerprint: hmac(secret) }));

test('When the vector is made, then it is the one that other programs make', () => {
  // By hand: printf plain | openssl dgst -sha256 -mac HMAC -macopt hexkey:…
  expect(WANTED[0]?.secretFingerprint).toBe('28e1c223d3312fd92ff6c2753d6c6a9365e88c7308d2cc7236c8c7eba3c70114');
});

function block(language: string): string {
  const found = [...readProject('docs/contract/languages.md').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const [only, another] = found.filter(match => match[1] === language);
  if (!only?.[2] || another) throw new Error(`docs/contract/languages.md: one block of ${language} is expected`);
  return only[2];
}

const rowsAs = (one: (organisation: string, client: string, secret: string) => string) =>
  ROWS.map(({ organisationId, clientId, secret }) => one(organisationId, clientId, secret)).join(', ');

type Language = {
  readonly kit: Parameters<typeof find>[0];
  readonly prepare: (folder: string, program: string) => Promise<Argv>;
};

async function compiled(argv: Argv, cwd: string): Promise<void> {
  const { exit, stdout, stderr } = await start(argv, { cwd }).ended;
  if (exit !== 0) throw new Error(`${argv[0]} ended with ${exit}: ${stdout}${stderr}`);
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  csharp: {
    kit: KITS.mono,
    prepare: async folder => {
      const rows = rowsAs((o, c, s) => `new Dump.Row { OrganisationId = "${o}", ClientId = "${c}", Secret = "${s}" }`);
      writeFileSync(join(folder, 'Dump.cs'), block('csharp'));
      writeFileSync(
        join(folder, 'Main.cs'),
        `static class Program { static void Main() { Dump.Print(new[] { ${rows} }); } }`,
      );
      await compiled(['mcs', '-nologo', '-codepage:utf8', '-out:dump.exe', 'Dump.cs', 'Main.cs'], folder);
      return ['mono', 'dump.exe'];
    },
  },
  java: {
    kit: KITS.java,
    prepare: async folder => {
      const rows = rowsAs((o, c, s) => `new Dump.Row("${o}", "${c}", "${s}")`);
      const main = `class Main { public static void main(String[] a) throws Exception { Dump.print(java.util.List.of(${rows})); } }`;
      writeFileSync(join(folder, 'Dump.java'), block('java'));
      writeFileSync(join(folder, 'Main.java'), main);
      await compiled(['javac', '-encoding', 'UTF-8', '-d', '.', 'Dump.java', 'Main.java'], folder);
      return ['java', '-cp', '.', 'Main'];
    },
  },
  php: {
    kit: { ...KITS.php, packages: 'php-cli', check: ['--version'] },
    prepare: async folder => {
      const rows = rowsAs((o, c, s) => `['organisationId' => '${o}', 'clientId' => '${c}', 'secret' => '${s}']`);
      writeFileSync(join(folder, 'dump.php'), `${block('php')}\ndumpStore([${rows}]);\n`);
      return ['php', 'dump.php'];
    },
  },
  python: {
    kit: { ...KITS.python, check: ['--version'] },
    prepare: async (folder, program) => {
      const rows = rowsAs((o, c, s) => `("${o}", "${c}", "${s}")`);
      writeFileSync(join(folder, 'dump.py'), `${block('python')}\n\ndump([${rows}])\n`);
      return [program, '-B', 'dump.py'];
    },
  },
  js: {
    kit: KITS.node,
    prepare: async folder => {
      writeFileSync(join(folder, 'dump.mjs'), `${block('js')}\ndump(${JSON.stringify(ROWS)});\n`);
      return [process.execPath, 'dump.mjs'];
    },
  },
};

test.concurrent.for(Object.keys(LANGUAGES))(
  'When the dump of the guide in %s is run as it stands, then it prints the right fingerprints',
  async (name, { skip }) => {
    const language = LANGUAGES[name];
    if (!language) throw new Error(name);
    const found = await find(language.kit);
    if ('missing' in found) {
      process.stderr.write(`SKIPPED: ${found.missing}\n`);
      return skip(found.missing);
    }
    const folder = tempFolder();
    const argv = await language.prepare(folder, found.program);
    const { exit, stdout, stderr } = await start(argv, { cwd: folder, env: { SIMS_PROBE_KEY: PROBE_KEY } }).ended;
    expect({ exit, stderr, dump: JSON.parse(stdout) }).toEqual({ exit: 0, stderr: '', dump: WANTED });
  },
);
