// docs/agent/reading.md: what is to be read of the agent in an hour, and what is not.
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const folder = new URL('../../agent/', import.meta.url);
const page = await readFile(new URL('../../docs/agent/reading.md', import.meta.url), 'utf8');
const [essence = [], rest = []] = page.split('## The rest').map(part =>
  [...part.matchAll(/^\| `([\w/-]+\.ts)` \| ([^|]+) \|$/gm)].map(([, file = '', purpose = '']) => ({
    file,
    purpose,
  })),
);
const longest = 2_700;

describe('docs/agent/reading.md', () => {
  test('When the essence of the agent is read, then it is short enough for an hour', async () => {
    expect(essence.length).toBeGreaterThan(15);
    const texts = await Promise.all(essence.map(({ file }) => readFile(new URL(file, folder), 'utf8')));
    const lines = texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0);
    expect(lines).toBeLessThanOrEqual(longest);
    expect(page).toContain(`at most ${longest.toLocaleString('en-GB')} lines`);
  });

  test('When a file is added, moved or taken away, then exactly one of the two tables says so', async () => {
    const files = (await readdir(folder, { recursive: true })).filter(file => file.endsWith('.ts'));
    expect([...essence, ...rest].map(({ file }) => file).sort()).toEqual(files.sort());
  });

  test('When a file is listed, then it is told in one sentence', () => {
    for (const { file, purpose } of [...essence, ...rest])
      expect([file, purpose]).toEqual([file, expect.stringMatching(/^(?!.*[.!?] [A-Z]).{4,160}$/)]);
  });
});
