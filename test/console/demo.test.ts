import { afterAll, expect, test, vi } from 'vitest';
import { type Playing, playing } from '../cli/demo/arrange.js';
import { startConsole } from './arrange.js';
import { seriousIn } from './axe.js';
import { describeInBrowser, openTab, PHONE } from './browser.js';

vi.setConfig({ testTimeout: 60_000 });

describeInBrowser('The story in the console', async () => {
  const demo: Playing = await playing(['--no-open', 'school-leaves', 'new-secret']);
  afterAll(() => demo.stop());

  test('When it is turned by arrow keys alone, then pictures come and come back, for everybody who looks', async () => {
    const { page, complaints, strangers } = await openTab(demo.page);
    const other = await openTab(demo.page, PHONE);
    const heading = page.getByRole('heading', { level: 2 });
    await page.getByText('It no longer hands out the credentials of Oakfield Primary School.').waitFor();
    expect(await heading.textContent()).toBe('A school leaves');
    expect(await page.getByRole('button', { name: '← Back' }).isDisabled()).toBe(true);
    await page.keyboard.press('ArrowRight');
    await page.getByText('kept until a person decides', { exact: true }).waitFor();
    await other.page.getByText('kept until a person decides', { exact: true }).waitFor();
    await page.getByText('✓ Proven: When a school leaves').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('It takes over the new secret of Oakfield Primary School.').waitFor();
    await page.getByText('✓ Proven: A new secret is in use').waitFor();
    expect(await page.getByRole('button', { name: 'Next →' }).isDisabled()).toBe(true);
    await page.getByRole('region', { name: 'All scenes' }).getByText('2 of 2 scenes proven.').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await page.getByText('kept until a person decides', { exact: true }).waitFor();
    expect(await heading.textContent()).toBe('A school leaves');
    expect([complaints, strangers, other.complaints]).toEqual([[], [], []]);
  });

  test('When somebody leaves the story for another page, then that page shows the world of the scene', async () => {
    const { page } = await openTab(demo.page);
    await page.getByRole('heading', { level: 2 }).waitFor();
    await page.getByRole('link', { name: 'Traffic' }).click();
    await page.waitForURL(/#\/traffic\?world=\w+/);
    await page.getByRole('row').nth(4).waitFor();
  });

  test('When it is walked by Tab and Enter alone, then every scene and moment can be reached, and is told as current', async () => {
    const { page } = await openTab(demo.page);
    const scene = page.getByRole('button', { name: /^Scene 1: A school leaves/ });
    await scene.focus();
    await page.keyboard.press('Enter');
    await page.getByText('It no longer hands out the credentials of Oakfield Primary School.').waitFor();
    expect(await scene.getAttribute('aria-current')).toBe('step');
    const moment = page.getByRole('button', { name: 'The approved removal' });
    await moment.focus();
    await page.keyboard.press('Enter');
    await page.getByText('What it found is exactly what was approved, so it acts on it.').waitFor();
    expect(await moment.getAttribute('aria-current')).toBe('step');
  });

  test.each([
    ['a laptop', undefined, false],
    ['a phone', PHONE, false],
    ['a projector in the dark', { width: 1920, height: 1080 }, true],
  ] as const)(
    'When axe looks at it on %s, then nothing is serious, and nothing runs out at the side',
    async (_, size, dark) => {
      const { page } = await openTab(demo.page, size, dark);
      await page.getByRole('table').waitFor();
      expect(await seriousIn(page)).toEqual([]);
      const over = await page.evaluate(
        'document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth',
      );
      expect(over).toBe(0);
    },
  );

  test('When the harness tells no story, then the console has no page for it', async () => {
    const { url } = await startConsole();
    const { page, complaints } = await openTab(url);
    await page.getByRole('link', { name: 'Estate' }).waitFor();
    expect(await page.getByRole('link', { name: 'Story' }).count()).toBe(0);
    await page.goto(`${url}#/demo`);
    await page.getByRole('grid', { name: 'Schools' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
