import { expect, test } from 'vitest';
import { startHarness } from '../../mock-server/index.js';
import { KEYS, startConsole } from './arrange.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE } from './browser.js';

describeInBrowser('The shell of the console', async () => {
  const { harness, url } = await startConsole({ clock: 'manual' });

  test('When it is opened, then it is live, nothing is refused by its policy and no other host is asked', async () => {
    const { page, complaints, strangers } = await openTab(url);
    await page.getByText('live', { exact: true }).waitFor();
    expect(await page.title()).toBe('Estate · SIMS ID harness');
    await page.getByRole('grid', { name: 'Schools' }).waitFor();
    expect([complaints, strangers]).toEqual([[], []]);
  });

  test('When the clock is advanced by hand and by keys alone, then the world and the page follow', async () => {
    const { page } = await openTab(url);
    const before = await page.locator('header time').getAttribute('datetime');
    const menu = page.getByRole('button', { name: 'Advance the clock' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '10 minutes' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The clock of this world moved forward by 1 hour.').waitFor();
    await expect
      .poll(async () => Date.parse((await page.locator('header time').getAttribute('datetime')) ?? ''))
      .toBe(Date.parse(before ?? '') + 3_600_000);
    await menu.focus();
    await page.keyboard.press('Escape');
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
  });

  test('When another world is made, then the page can show it, and its address names it', async () => {
    const { page } = await openTab(url);
    await page.getByRole('grid').waitFor();
    const other = await harness.newWorld({ id: 'another', world: 'academy-trust' });
    expect(other.ready.consoleUrl).toBe(`${url}#/?world=another`);
    await page.goto(`${other.ready.consoleUrl}`);
    await page.getByText('Fern Avenue Infant School').first().waitFor();
    await page.getByLabel('World').selectOption('default');
    await page.getByText('Oakfield').first().waitFor();
    expect(new URL(page.url()).hash).not.toContain('another');
    await page.goto(`${url}#/estate?world=nowhere`);
    await page.getByText('There is no world "nowhere" any more.').waitFor();
    await page.getByText('no such world', { exact: true }).waitFor();
    expect(await page.getByText(/connection lost/i).count()).toBe(0);
    expect(await page.getByLabel('World').inputValue()).toBe('nowhere');
    await page.getByRole('link', { name: 'Open the default world' }).click();
    await page.getByText('Oakfield').first().waitFor();
    harness.removeWorld('another');
  });

  test('When it is opened on a phone, then every page can be reached without a scroll to the side', async () => {
    const { page } = await openTab(url, PHONE);
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
    await links.first().waitFor();
    const edges = await links.evaluateAll(all => all.map(each => each.getBoundingClientRect().right));
    expect(edges.length).toBeGreaterThan(5);
    expect(edges.filter(right => right > PHONE.width)).toEqual([]);
  });

  test('When a person begins with the keyboard, then the first stop leads past the navigation', async () => {
    const { page } = await openTab(url);
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  test.each([
    ['light', false],
    ['dark', true],
  ])('When axe looks at it in the %s scheme, then it finds nothing serious', async (_, dark) => {
    const { page } = await openTab(url, PHONE, dark);
    await page.getByRole('grid').waitFor();
    await page.getByRole('button', { name: 'Advance the clock' }).click();
    expect(await seriousIn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

describeInBrowser('A console whose harness goes and comes back', () => {
  test('When it stops and starts again at the same port, then the page says so, comes back and shows what is there now', async () => {
    const first = await startHarness({ world: 'academy-trust', keyFolder: KEYS });
    const { page } = await openTab(String(first.ready.consoleUrl));
    await page.getByText('Fern Avenue Infant School').first().waitFor();
    await first.stop();
    await page.getByText('Connection lost, trying again. What you see is what was last known.').waitFor();
    const controlPort = Number(new URL(String(first.ready.controlUrl)).port);
    const second = await startHarness({ world: 'three-schools', controlPort, keyFolder: KEYS });
    try {
      await page.getByText('Oakfield').first().waitFor();
      await page.getByText('live', { exact: true }).waitFor();
      expect(await page.getByText('Fern Avenue Infant School').count()).toBe(0);
      second.commit({ kind: 'site.renamed', site: 'oakfield', name: 'Oakfield of the new harness' });
      await page.getByText('Oakfield of the new harness').first().waitFor();
    } finally {
      await second.stop();
    }
  });
});

describeInBrowser('A console that is open to other machines', () => {
  test('When a change needs the control token, then the page asks for it, asks again for a wrong one, and keeps it for the tab', async () => {
    const harness = await startHarness({ host: '0.0.0.0', keyFolder: KEYS });
    try {
      const { controlToken, controlUrl } = harness.ready;
      const { page } = await openTab(`http://127.0.0.1:${new URL(String(controlUrl)).port}/#/estate?school=oakfield`);
      await page.getByRole('button', { name: 'Disable' }).click();
      const dialog = page.getByRole('dialog', { name: 'Control token' });
      await dialog.getByLabel('Control token').fill('a guess');
      await page.keyboard.press('Enter');
      await dialog.getByText('That is not the token.').waitFor();
      await dialog.getByLabel('Control token').fill(String(controlToken));
      await page.keyboard.press('Enter');
      await page.getByText('is switched off.').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText(/^Taken back:/).waitFor();
      expect(page.url()).not.toContain(controlToken);
    } finally {
      await harness.stop();
    }
  });

  test('When nobody has the token, then nothing is changed and the page says why', async () => {
    const harness = await startHarness({ host: '0.0.0.0', keyFolder: KEYS });
    try {
      const { page } = await openTab(
        `http://127.0.0.1:${new URL(String(harness.ready.controlUrl)).port}/#/estate?school=oakfield`,
      );
      await page.getByRole('button', { name: 'Disable' }).click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('Without the control token nothing can be changed here.').waitFor();
      expect(harness.world().installations.map(({ state }) => state)).not.toContain('disabled');
    } finally {
      await harness.stop();
    }
  });
});
