import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { harness } from '../support/command.js';

/** Our own agent against a server that forgives nothing. Twenty thousand schools prove nothing more about that. */
const SHIPPED = readdirSync(fileURLToPath(new URL('../../scenarios/', import.meta.url)))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace('.yaml', ''))
  .filter(id => id !== 'large-estate');

test('When the scenarios are played on the token server by the RFCs, then each is proven', {
  timeout: 240_000,
}, async () => {
  const { exit, stdout, stderr } = await harness(['prove', '--sts', 'rfc6749', ...SHIPPED]);
  expect(stdout).toContain(`${SHIPPED.length} of ${SHIPPED.length} scenarios proven.`);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const partly = stdout.split('\n').filter(line => line.includes('Played as far as this token server goes'));
  expect(partly).toEqual([expect.stringMatching(/^✔ encoded-secrets +.*, 3 of 6 runs; .*sts\.basicDecoding=raw/)]);
});

test.each([['--https'], ['--intercept']])('When it is reached by %s, then the agent syncs all the same', async how => {
  const { exit, stdout } = await harness(['prove', '--sts', 'rfc6749', how, 'first-sync']);
  expect(stdout).toContain('1 of 1 scenario proven.');
  expect(exit).toBe(0);
});
