// `npm run pictures`: the pictures of docs/pictures, made from the running thing. `npm run pictures -- estate` makes some.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { atPage, settled, tabOf, webp } from './console.js';
import { digestOf, type Entry, FOLDER, INDEX, ROOT, readIndex } from './digest.js';
import { type ConsoleShot, type PageShot, SHOTS, type Shot, type StoryShot, type TerminalShot } from './list.js';
import { startStory } from './story.js';
import { drawn } from './terminal.js';
import { startPictured } from './world.js';

const run = promisify(execFile);
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const say = (line: string) => process.stdout.write(`${line}\n`);

/** The bytes of a picture, or why there is none. */
type Made = Buffer | string;

async function inWorld(browser: Browser, shot: ConsoleShot): Promise<Made> {
  const harness = await startPictured();
  try {
    const page = await atPage(browser, shot, String(harness.ready.consoleUrl));
    return page ? await webp(page) : 'this console has no such page yet';
  } finally {
    await harness.stop();
  }
}

async function ofStory(browser: Browser, shot: StoryShot): Promise<Made> {
  const story = await startStory(shot.scene);
  try {
    const page = await tabOf(browser, shot);
    await page.goto(story.url);
    for (let n = 0; n <= shot.next; n += 1) {
      if (n > 0) await page.getByRole('button', { name: /^Next/ }).click();
      await settled(page);
      await page.getByText('The agent is at work').first().waitFor({ state: 'detached', timeout: 60_000 });
    }
    await settled(page);
    return await webp(page);
  } finally {
    await story.stop();
  }
}

async function ofTerminal({ words, columns }: TerminalShot): Promise<Made> {
  const env = { ...process.env, FORCE_COLOR: '1', NO_COLOR: '', CI: '1', COLUMNS: String(columns) };
  const { stdout } = await run(process.execPath, [join(ROOT, 'dist', 'sims-harness.js'), ...words], {
    env,
    cwd: tmpdir(),
  });
  return Buffer.from(drawn(`npx sims-harness ${words.join(' ')}`, stdout, columns));
}

async function ofPage(browser: Browser, shot: PageShot): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), 'sims-pictures-'));
  try {
    const words = shot.words.map(word => (['page.html', 'pack'].includes(word) ? join(folder, word) : word));
    await run(process.execPath, [join(ROOT, 'dist', 'sims-harness.js'), ...words], { cwd: ROOT });
    const page = await tabOf(browser, shot);
    await page.goto(pathToFileURL(join(folder, shot.writes)).href);
    return await webp(page);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function take(browser: Browser, shot: Shot): Promise<Made> {
  switch (shot.kind) {
    case 'console':
      return inWorld(browser, shot);
    case 'story':
      return ofStory(browser, shot);
    case 'terminal':
      return ofTerminal(shot);
    case 'page':
      return ofPage(browser, shot);
  }
}

const wanted = process.argv.slice(2);
if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`);
await run(process.execPath, ['build.mjs'], { cwd: ROOT });
mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const entries = new Map<string, Entry>(readIndex().map(entry => [entry.file, entry]));
try {
  for (const shot of SHOTS.filter(({ file }) => wanted.length === 0 || wanted.some(each => file.startsWith(each)))) {
    const made = await take(browser, shot).catch((error: unknown) => String(error).split('\n', 1)[0] ?? '');
    if (typeof made === 'string') {
      say(`skipped ${shot.file}: ${made}`);
      process.exitCode = 1;
      continue;
    }
    writeFileSync(join(FOLDER, shot.file), made);
    const { file, alt, evidence = false, sources } = shot;
    entries.set(file, { file, alt, evidence, digest: digestOf(sources) });
    say(`${file}  ${Math.ceil(made.length / 1024)} KB`);
  }
} finally {
  await browser.close();
}
const pictures = SHOTS.flatMap(({ file }) => entries.get(file) ?? []);
writeFileSync(INDEX, `${JSON.stringify({ madeBy: 'npm run pictures', pictures }, null, 2)}\n`);
