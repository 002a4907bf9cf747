import { describe, expect, test } from 'vitest';
import { VENDOR_HOSTS } from '../../mock-server/environment.js';
import { harness } from '../support/command.js';
import { readProject } from '../support/ledger.js';

const page = readProject('docs/tls.md');

describe('docs/tls.md', () => {
  test('When a host is imitated, then the page names it, and no other of the vendor', () => {
    const named = [...new Set(page.match(/\b[\w-]+\.(?:sims\.co\.uk|azurewebsites\.net)\b/g))];
    expect(named.sort()).toEqual(VENDOR_HOSTS.map(({ host }) => host).sort());
  });

  test('When the page names an option, then the command has it', async () => {
    const helps = await Promise.all(['serve', 'prove', 'trust'].map(name => harness([name, '--help'])));
    const known = helps.map(({ stdout }) => stdout).join();
    const options = new Set(page.match(/(?<![\w-])--[a-z][a-z-]+/g));
    expect(options.size).toBeGreaterThan(4);
    // curl's own stands in the line that shows curl.
    for (const option of [...options].filter(name => name !== '--cacert')) expect(known).toContain(option);
  });

  test('When a port is left out, then it is the one that the page says', async () => {
    const { stdout } = await harness(['serve', '--help']);
    expect(stdout).toMatch(/--intercept \[<port>\] +A proxy \(4403\)/);
    expect(page).toContain('a proxy (4403)');
    expect(page).toContain('HTTPS_PROXY=http://127.0.0.1:4403');
  });
});
