import { expect, test } from 'vitest';
import { jsonReport } from '../../contract/report/json.js';
import { toldOf } from '../../contract/report/vocabulary.js';
import { DECISION, sampleReport } from '../contract/report/sample.js';
import { startConsole } from './arrange.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE, type Tab } from './browser.js';
import { sampleRecording } from './sample-recording.js';

const { url } = await startConsole();

const file = (name: string, text: string) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
const choose = ({ page }: Tab, label: string, name: string, text: string) =>
  page.locator(`input[aria-label="${label}"]`).setInputFiles(file(name, text));

/** A file let go above the page. */
const DROP = `{
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(['{"a":1}'], 'dropped.json'));
  document.querySelector('.reports').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}`;

/** A busy machine takes its time. */
const SOON = { timeout: 20_000 };

describeInBrowser('the reports page', () => {
  test('When a contract report is opened, then its verdict comes first, it can be filtered, and names that mean harm are text', async () => {
    const tab = await openTab(`${url}#/reports`);
    const { page, complaints, strangers } = tab;
    const sent: string[] = [];
    page.on('request', request => sent.push(request.method()));
    await choose(tab, 'Choose a file', 'mine.json', jsonReport(sampleReport()));
    await page.getByRole('heading', { name: 'Not ready for production yet.' }).waitFor();
    const failing = sampleReport().cases.filter(({ verdict }) => verdict === 'failed');
    await page.getByRole('button', { name: /^does not hold/ }).focus();
    await page.keyboard.press('Enter');
    const cases = page.locator('details.reports-case');
    await expect.poll(() => cases.count(), SOON).toBe(failing.length);
    await cases.first().locator('summary').focus();
    await page.keyboard.press('Enter');
    const table = page.getByRole('region', { name: 'Requests of joins' }).first();
    await expect.poll(() => table.innerText(), SOON).toContain('the secret was form-encoded twice');
    expect(await cases.first().innerText()).toContain('<script>document.title="taken"</script>');
    expect(await page.title()).not.toBe('taken');
    expect(await seriousIn(page)).toEqual([]);

    const decided = sampleReport().cases.filter(each => toldOf(each) === 'decided');
    await page.getByRole('button', { name: /^decided by a person 1$/ }).click();
    await expect.poll(() => cases.count(), SOON).toBe(decided.length);
    await cases.first().locator('summary').click();
    await expect.poll(() => cases.first().innerText(), SOON).toContain(`Decided by a person: ${DECISION}`);
    expect(await cases.first().innerText()).not.toMatch(/a person must decide|What to do/);
    const whole = await page.locator('.reports-whole').innerText();
    expect(whole).toContain(`A decision that is not applied, for it does not hold: ${DECISION}`);
    expect(whole).toMatch(/for it holds by itself \(take it out of the file\): /);
    expect(await seriousIn(page)).toEqual([]);

    const { cases: all, ...rest } = sampleReport();
    const better = all.map(each => ({ ...each, verdict: 'passed' as const }));
    await choose(
      tab,
      'Compare with…',
      'later.json',
      jsonReport({ ...rest, cases: better, startedAt: '2027-01-01T00:00:00.000Z' }),
    );
    await expect.poll(() => page.getByLabel('Compared with another report').innerText(), SOON).toContain('0 worse');
    expect([complaints, strangers, sent.filter(method => method !== 'GET')]).toEqual([[], [], []]);
  });

  test('When a recorded run is opened on a phone, then keys and buttons turn its pages, and a damaged file is told', async () => {
    const tab = await openTab(`${url}#/reports`, PHONE, true);
    const { page, complaints } = tab;
    // A colour on its way to another would be judged as it is just then.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await choose(tab, 'Choose a file', 'run.json', JSON.stringify(sampleRecording()).slice(0, 900));
    await expect
      .poll(() => page.getByRole('alert').allInnerTexts(), SOON)
      .toContainEqual(expect.stringMatching(/run\.json: .*cut off/s));
    await page.evaluate(DROP);
    await expect
      .poll(() => page.getByRole('alert').allInnerTexts(), SOON)
      .toContainEqual(expect.stringMatching(/dropped\.json: .*neither a contract report nor a recording/s));
    await choose(tab, 'Choose a file', 'run.json', JSON.stringify(sampleRecording()));
    await page.getByRole('heading', { name: 'A school leaves' }).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('heading', { name: 'Another <script>' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'A school leaves' }).waitFor();
    expect(await page.title()).not.toBe('taken');
    expect(await page.evaluate("(m => m.scrollWidth <= m.clientWidth)(document.querySelector('main'))")).toBe(true);
    expect(await seriousIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
