import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startConsole } from './arrange.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, LAPTOP, openTab, PHONE } from './browser.js';

/** Markup, an override of direction, a very long word, and another script. */
const HOSTILE = `<script>document.title='taken'</script><img src=x onerror="document.title='taken'"> \u202Eloohcs \u0645\u062F\u0631\u0633\u0629 ${'W'.repeat(4000)}`;

/** What has the focus: its role and how it begins. */
const focusOf = (page: Page) =>
  page.evaluate<string>('(e => (e.getAttribute("role") ?? e.localName) + " " + e.textContent)(document.activeElement)');

/** Presses Tab until something has the focus. @throws Error when it is not reached. */
async function tabUntil(page: Page, isIt: (focused: string) => boolean): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (isIt(await focusOf(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus went to ${await focusOf(page)}`);
}

describeInBrowser('The Estate page', async () => {
  const { harness, url, agentSyncs } = await startConsole();
  await agentSyncs();
  const estate = `${url}#/estate`;
  const stateOf = (site: string) => harness.world().installations.find(each => each.site === site)?.state;

  test('When a secret is reissued through the API, then the row tells the difference in words at once', async () => {
    const { page } = await openTab(estate);
    const difference = page.getByRole('row', { name: /Riverside/ }).locator('.cell-verdict');
    await difference.getByText('up to date').waitFor();
    const told = await fetch(`${harness.ready.controlUrl}/api/worlds/default/changes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"secret.reissued":{"site":"riverside"}}',
    });
    expect(told.status).toBe(200);
    await difference.getByText('The secret was replaced; the agent still holds the former one.').waitFor();
    await agentSyncs();
    await difference.getByText('up to date').waitFor();
  });

  test('When a school is removed by a click, then it has left, and one more click takes that back', async () => {
    const { page, complaints } = await openTab(estate);
    await page.getByText('Oakfield').first().click();
    const panel = page.getByRole('complementary', { name: /Oakfield/ });
    await panel.getByRole('button', { name: 'Remove', exact: true }).click();
    await panel.getByText('The school has left; the agent still holds its credential.').waitFor();
    expect(stateOf('oakfield')).toBe('removed');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^Taken back:/).waitFor();
    await panel.getByText('The agent holds what it should.').waitFor();
    expect([stateOf('oakfield'), complaints]).toEqual(['active', []]);
  });

  test('When the world has moved on since an action, then it is not taken back, and the reason is told', async () => {
    const { page } = await openTab(`${estate}?school=st-marys`);
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    harness.commit({ kind: 'site.enabled', site: 'st-marys' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The world has changed since').waitFor();
    expect(stateOf('st-marys')).toBe('active');
  });

  test('When only keys are used, then a school is found, opened, suspended and closed, and the focus comes back', async () => {
    const { page } = await openTab(estate);
    await page.getByRole('row', { name: /Riverside/ }).waitFor();
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('riverside');
    await page.getByText('1 of', { exact: false }).first().waitFor({ state: 'attached' });
    await tabUntil(page, row => row.startsWith('row Riverside'));
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: /Riverside/ });
    await panel.waitFor();
    await tabUntil(page, focused => focused === 'button Suspend');
    await page.keyboard.press('Space');
    await panel.getByRole('button', { name: 'Restore' }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await focusOf(page)).toMatch(/^row Riverside/);
    harness.commit({ kind: 'client.restored', site: 'riverside' });
  });

  test('When a name is hostile, then it is text like any other, in its own direction, and nothing grows beyond the page', async () => {
    harness.commit({ kind: 'site.renamed', site: 'riverside', name: HOSTILE });
    for (const size of [LAPTOP, PHONE]) {
      const { page, complaints, strangers } = await openTab(`${estate}?school=riverside`, size);
      const heading = page.getByRole('complementary').getByRole('heading', { level: 2 });
      await heading.waitFor();
      expect(await heading.textContent()).toBe(HOSTILE);
      expect(await heading.locator('bdi').getAttribute('dir')).toBe('auto');
      expect(await page.title()).toBe('Estate · SIMS ID harness');
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect([complaints, strangers]).toEqual([[], []]);
    }
    harness.commit({ kind: 'site.renamed', site: 'riverside', name: 'Riverside Academy' });
  });

  test('When two names begin alike for as long as a phone is wide, then both can be read to their end, and no row covers the next', async () => {
    const world = await harness.newWorld();
    const names = ['Primary', 'Infant'].map(kind => `Great Bramblebourne Church of England Controlled ${kind} School`);
    for (const [n, site] of ['oakfield', 'riverside'].entries())
      world.commit({ kind: 'site.renamed', site, name: names[n] ?? '' });
    const { page } = await openTab(`${url}#/estate?world=${world.id}`, PHONE);
    for (const name of names) {
      const shown = page.getByText(name);
      await shown.waitFor();
      expect(await shown.evaluate(each => each.scrollHeight <= each.clientHeight)).toBe(true);
      const row = page.getByRole('row', { name });
      expect(await row.evaluate(each => each.scrollHeight <= each.clientHeight)).toBe(true);
    }
  });

  test.each([
    ['a laptop', LAPTOP, false],
    ['a laptop at night', LAPTOP, true],
    ['a phone', PHONE, false],
  ])('When axe looks at it with a school open on %s, then it finds nothing serious', async (_, size, dark) => {
    const { page } = await openTab(`${estate}?school=oakfield`, size, dark);
    await page.getByRole('complementary', { name: /Oakfield/ }).waitFor();
    expect(await seriousIn(page)).toEqual([]);
  });

  test('When all that the page was told is searched, then no secret is among it', async () => {
    const { page } = await openTab('about:blank');
    const answers: string[] = [];
    page.on('response', response => {
      if (response.url().includes('/api/') && !response.url().endsWith('/events')) {
        response.text().then(
          text => answers.push(text),
          () => undefined,
        );
      }
    });
    await page.goto(`${estate}?school=oakfield`);
    await page.getByRole('complementary', { name: /Oakfield/ }).waitFor();
    await expect.poll(() => answers.some(answer => answer.includes('oakfield'))).toBe(true);
    const { secretsOf } = await import('../../mock-server/index.js');
    const shown = answers.join('\n') + (await page.content());
    expect(secretsOf(harness.world()).filter(secret => shown.includes(secret))).toEqual([]);
  });
});

describeInBrowser('The Estate page with twenty thousand schools', async () => {
  const { harness, url } = await startConsole({ world: 'large' });

  test('When it is scrolled to its end, then the last school is there and only rows in sight are in the page', async () => {
    const { page } = await openTab(`${url}#/estate`);
    const grid = page.getByRole('grid', { name: 'Schools' });
    const count = harness.world().installations.length;
    await expect
      .poll(async () => Number(await grid.getAttribute('aria-rowcount')), { timeout: 30_000 })
      .toBe(count + 1);
    await page.evaluate('document.querySelector("[role=grid]").scrollTop = 1e9');
    await page.locator(`[aria-rowindex="${count + 1}"]`).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.evaluate('document.querySelector("[role=grid]").scrollTop = 0');
    await page.locator('[aria-rowindex="2"]').focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => page.evaluate('document.activeElement.getAttribute("aria-rowindex")'))
      .toBe(String(count + 1));
  });

  test('When one school of them changes, then its row does', async () => {
    const site = harness.world().installations[12_345]?.site ?? '';
    const { page } = await openTab(`${url}#/estate?search=${site}&school=${site}`);
    const panel = page.getByRole('complementary');
    await panel.waitFor({ timeout: 30_000 });
    harness.commit({ kind: 'site.disabled', site });
    await panel.getByText('switched off', { exact: true }).waitFor();
  });
});
