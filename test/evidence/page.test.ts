import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { filesOf } from '../../cli/evidence/files.js';
import { packOf } from '../../cli/evidence/pack.js';
import { readPictures } from '../../cli/evidence/pictures.js';
import { PROVE_FORMAT } from '../../cli/prove/reports.js';
import { readScenarios } from '../../cli/scenario-from.js';
import { toolHere } from '../../cli/tool.js';
import { seriousIn } from '../console/axe.js';
import { describeInBrowser, LAPTOP, openTab, PHONE } from '../console/browser.js';
import { HOSTILE, sampleReport } from '../contract/report/sample.js';
import { tempFolder } from '../support/command.js';
import { ledgerRows } from '../support/ledger.js';

/** The page in a real browser, with every verdict in it and with names that mean harm. */

const SHIPPED = ['first-sync', 'school-removed', 'secret-reissued', 'list-is-html'];
let address = '';
beforeAll(async () => {
  const scenarios = await readScenarios(SHIPPED.map(id => ({ id })));
  const failures = [{ what: 'the store', expected: 'every school', seen: HOSTILE }];
  const proofs = scenarios.map(({ id, title, proves = title }, n) => ({
    id,
    title,
    proves,
    held: n > 0,
    syncs: [{ name: 'first', failures: n > 0 ? [] : failures, exit: 0, requests: {} }],
    requests: 3,
    ms: 12,
  }));
  const tool = toolHere();
  const files = filesOf(
    packOf({
      tool,
      madeAt: new Date(Date.UTC(2026, 1, 3)),
      contract: { report: sampleReport(), origin: 'given' },
      prove: {
        report: {
          format: PROVE_FORMAT,
          tool,
          startedAt: '2026-02-03T04:05:06.789Z',
          subject: { name: HOSTILE, sts: 'sims' },
          proofs,
        },
        origin: 'played',
      },
      scenarios,
      shipped: SHIPPED,
      ledger: ledgerRows,
      pictures: readPictures(),
    }),
  );
  const folder = tempFolder();
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  address = pathToFileURL(join(folder, 'evidence.html')).href;
});

describeInBrowser('the page of a pack', () => {
  test('When it is opened, then it has no script, asks for nothing, complains of nothing, and shows its pictures', async () => {
    const { page, complaints } = await openTab(address);
    expect(complaints).toEqual([]);
    expect(await page.locator('script, iframe, link, img:not([src^="data:"])').count()).toBe(0);
    const sizes = await page
      .locator('img')
      .evaluateAll(all => all.map(each => 'naturalWidth' in each && each.naturalWidth));
    expect(sizes.length).toBe(readPictures().length);
    expect(sizes.filter(width => width === 0)).toEqual([]);
    expect(await page.title()).toContain('Evidence: node sync.mjs <script>');
  });

  test('When a link leads to a place of the page or a file beside it, then it is there', async () => {
    const { page } = await openTab(address);
    const targets = await page.locator('a').evaluateAll(all => all.map(each => each.getAttribute('href') ?? ''));
    const ids = new Set(await page.locator('[id]').evaluateAll(all => all.map(each => `#${each.id}`)));
    const files = ['contract.html', 'contract.json', 'contract.xml', 'prove.json', 'prove.xml'];
    expect(targets.filter(target => !ids.has(target) && !files.includes(target))).toEqual([]);
  });

  test.each([
    ['by day', LAPTOP, false],
    ['by night', LAPTOP, true],
    ['on a phone', PHONE, false],
  ] as const)(
    'When it is read %s, then nothing keeps anybody out, and nothing scrolls sideways',
    async (_, size, dark) => {
      const { page } = await openTab(address, size, dark);
      expect(await seriousIn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    },
  );

  test('When it is printed, then nothing is wider than the paper, and the list for a person begins on a page of its own', async () => {
    const { page } = await openTab(address, { width: 680, height: 960 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    const part = page.locator('section.part');
    expect(await page.evaluate(`getComputedStyle(document.querySelector('section.part')).breakBefore`)).toBe('page');
    expect(await part.locator('.sign td:empty').count()).toBeGreaterThan(60);
    expect((await page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(10_000);
  });
});
