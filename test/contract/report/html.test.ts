import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../../contract/report/html/html.js';
import { TOLD, toldOf } from '../../../contract/report/vocabulary.js';
import { tempFolder } from '../../support/command.js';
import { COMMENT, DECISION, HOSTILE, sampleReport } from './sample.js';

/** The page in a real browser: what it shows, what it asks for (nothing), and how it reads on a phone, at night and on paper. */

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const isHere = existsSync(CHROMIUM);
if (!isHere)
  process.stderr.write(`SKIPPED: no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH\n`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const report = sampleReport();

describe.skipIf(!isHere)('The HTML report', () => {
  let browser: Browser;
  let address = '';
  beforeAll(async () => {
    const file = join(tempFolder(), 'report.html');
    writeFileSync(file, htmlReport(report));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions = {}) {
    const page = await browser.newPage(options);
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', request => asked.push(request.url()));
    page.on('console', message => complaints.push(message.text()));
    page.on('pageerror', error => complaints.push(error.message));
    await page.goto(address);
    return { page, asked, complaints };
  }

  test('When it is opened, then it asks for nothing, complains of nothing, and no script of a school’s name has run', async () => {
    const { page, asked, complaints } = await open({ offline: true });
    expect(asked.filter(url => url !== address)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.locator('script, img, iframe, link').count()).toBe(0);
    expect(await page.title()).toContain('Contract report: node sync.mjs <script>');
    await page.close();
  });

  test('When markup would be in it after all, then its policy keeps it from running and from asking', async () => {
    const { page, complaints } = await open();
    const refused: (string | undefined)[] = [];
    page.on('requestfailed', request => refused.push(request.failure()?.errorText));
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken"';
      const image = document.createElement('img');
      image.src = 'http://127.0.0.1:9/x';
      document.body.append(script, image);
    `);
    await expect.poll(() => complaints.filter(text => text.includes('Content Security Policy')).length).toBe(2);
    expect([await page.title(), refused]).toEqual([expect.stringMatching(/^Contract report: /), ['csp']]);
    await page.close();
  });

  test('When a school has a hostile name, then it is shown as text, to the letter but for what would redraw the page', async () => {
    const { page } = await open();
    const shown = await page.locator('dd').allTextContents();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the letters that are not shown
    const wanted = HOSTILE.replace(/[\u0000\u001b\u202e\u202c\ud800]/g, '\ufffd');
    expect(shown.filter(text => text.startsWith(wanted))).not.toEqual([]);
    await page.close();
  });

  test('When it is looked at, then verdicts, counts, known failures, curl lines and replays are there', async () => {
    const { page } = await open();
    const text = await page.locator('body').innerText();
    for (const each of report.cases.filter(each => !['passed', 'decided'].includes(toldOf(each))))
      for (const said of [each.says, each.mend, each.replay ?? '']) expect(text).toContain(said);
    expect(text).toContain(`A known failure, which fails no run: “${COMMENT}”`);
    expect(text).toContain('curl -i -u "$SIMS_CLIENT_ID:$SIMS_CLIENT_SECRET"');
    const rows = await page.locator('table.counts tbody tr').allInnerTexts();
    const counted = rows.map(row =>
      row
        .split('\t')
        .slice(1)
        .reduce((sum, cell) => sum + Number(cell), 0),
    );
    const counts = TOLD.map(told => report.cases.filter(each => toldOf(each) === told).length);
    expect(counted).toEqual(counts.filter(count => count > 0));
    const targets = await page.locator('a').evaluateAll(links => links.map(link => link.getAttribute('href') ?? ''));
    const ids = new Set(report.cases.map(({ id }) => `#${id}`));
    expect(targets.filter(target => !ids.has(target))).toEqual([]);
    await page.close();
  });

  test('When a person has decided, then it is marked so with their words, nothing is to do, and other decisions are told on top', async () => {
    const { page } = await open();
    const [passed, failed] = report.cases.filter(({ decided }) => decided && !decided.applied);
    const decided = report.cases.find(each => toldOf(each) === 'decided');
    const part = page.locator(`details[id="${decided?.id}"]`);
    const text = await part.innerText();
    expect(text).toContain(`Decided by a person: “${DECISION}”`);
    expect(await part.locator('.mark').allInnerTexts()).toEqual(['✎ decided by a person', '✎ decided by a person']);
    expect(text).not.toContain('What to do');
    const top = (await page.locator('main').innerText()).split('In school words')[0];
    expect(top).toContain(`for it holds by itself (take it out of the file): ${passed?.id}, “${DECISION}”`);
    expect(top).toContain(`A decision that is not applied, for it does not hold: ${failed?.id}, “${DECISION}”`);
    expect(await page.locator(`details[id="${failed?.id}"] .mark`).first().innerText()).toBe('✘ does not hold');
    await page.close();
  });

  test.each(['light', 'dark'] as const)(
    'When it is read in %s, then axe finds nothing that keeps people out',
    async colorScheme => {
      const { page } = await open({ colorScheme });
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(18, 24, 31)');
      expect(await violations(page)).toEqual([]);
      await page.close();
    },
  );

  test('When it is read on a phone, then the page does not scroll sideways', async () => {
    const { page } = await open({ viewport: { width: 375, height: 800 } });
    const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    expect(widths).toEqual([375, 375]);
    await page.close();
  });

  test('When it is printed, then what is folded on the screen is on the paper', async () => {
    const { page } = await open();
    const folded = page.locator('details:not([open]) > div');
    const heights = () =>
      folded.evaluateAll(parts =>
        parts.map(
          part => part.checkVisibility({ contentVisibilityAuto: true }) && part.getBoundingClientRect().height > 0,
        ),
      );
    const onScreen = await heights();
    expect(onScreen.length).toBeGreaterThan(0);
    expect(new Set(onScreen)).toEqual(new Set([false]));
    await page.emulateMedia({ media: 'print' });
    await expect.poll(async () => new Set(await heights())).toEqual(new Set([true]));
    await page.close();
  });
});

async function violations(page: Page): Promise<readonly string[]> {
  // By the debugger: the policy of the page itself lets no script in.
  await page.evaluate(axe);
  const found = await page.evaluate<readonly { id: string; nodes: readonly { html: string }[] }[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`);
}
