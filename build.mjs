// Compiles the bins, the library and the console into dist/. Runs by itself after `npm ci` (the `prepare` script): Node 20 cannot run
// TypeScript, and starting through a compiler would cost half a second each time.
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** Output name -> source. The two bins first. */
const entries = {
  'sims-harness': 'cli/bin.ts',
  'sims-agent': 'agent/bin.ts',
  index: 'mock-server/index.ts',
  agent: 'agent/index.ts',
  fixtures: 'fixtures/index.ts',
  vitest: 'vitest-fixture/index.ts',
  contract: 'contract/index.ts',
};

const { outputFiles, metafile } = await build({
  write: false,
  metafile: true,
  entryPoints: entries,
  absWorkingDir: root,
  outdir: dist,
  bundle: true,
  // The fixture must meet the very Vitest that runs it; PostgreSQL's client is brought by whoever wants it.
  external: ['vitest', 'pg'],
  // What a command does not use is not even read: heavy parts stay in chunks of their own until first needed.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  // CommonJS packages inside the bundle ask for Node's own modules with require().
  banner: {
    js: "import { createRequire as simsRequire } from 'node:module';const require = simsRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// The console is for a browser, and in a folder of its own: nothing but a request for the page reads it.
const page = await build({
  write: false,
  metafile: true,
  entryPoints: { app: 'mock-server/console/app/main.tsx' },
  absWorkingDir: root,
  outdir: join(dist, 'console'),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
const index = join('mock-server', 'console', 'app', 'index.html');
outputFiles.push(...page.outputFiles, {
  path: join(dist, 'console', 'index.html'),
  contents: await readFile(join(root, index)),
});
outputFiles.push({
  path: join(dist, 'THIRD-PARTY-LICENSES.txt'),
  contents: Buffer.from(await licensesOf([...Object.keys(metafile.inputs), ...Object.keys(page.metafile.inputs)])),
});
await replaceOutput();
for (const bin of ['sims-harness', 'sims-agent']) await chmod(join(dist, `${bin}.js`), 0o755);
await linkOwnBins();

/** Writes only what differs and then drops what is left over, so that a command running meanwhile keeps its files. */
async function replaceOutput() {
  const wanted = new Set(outputFiles.map(file => file.path));
  for (const { path, contents } of outputFiles) {
    if (existsSync(path) && (await readFile(path)).equals(contents)) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents);
  }
  for (const folder of [dist, join(dist, 'chunks'), join(dist, 'console')]) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isFile() && !wanted.has(path)) await rm(path);
    }
  }
}

/** What the licences of the packages inside the bundle ask to be passed on with it. */
async function licensesOf(inputs) {
  const inPackage = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
  const folders = new Set(inputs.flatMap(path => inPackage.exec(path)?.[1] ?? []));
  const texts = [...folders].sort().map(async folder => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const files = (await readdir(join(root, folder))).filter(file => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
    const said = await Promise.all(files.map(file => readFile(join(root, folder, file), 'utf8')));
    return [`${name} ${version} (${license})`, ...said.map(text => text.trim())].join('\n\n');
  });
  return `${(await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** npm links the bins of dependencies, never a checkout's own; with these `npx sims-harness` finds them at once. */
async function linkOwnBins() {
  const folder = join(root, 'node_modules', '.bin');
  await mkdir(folder, { recursive: true });
  for (const bin of ['sims-harness', 'sims-agent']) {
    if (process.platform === 'win32') {
      await writeFile(join(folder, `${bin}.cmd`), `@node "%~dp0..\\..\\dist\\${bin}.js" %*\r\n`);
    } else {
      await rm(join(folder, bin), { force: true });
      await symlink(join('..', '..', 'dist', `${bin}.js`), join(folder, bin));
    }
  }
}
