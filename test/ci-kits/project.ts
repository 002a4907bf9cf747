import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempFolder } from '../support/command.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const STAND_INS = fileURLToPath(new URL('stand-ins/', import.meta.url));

/** An integrator's folder, with the harness in its node_modules as npm would put it there. */
export function project(): string {
  const folder = tempFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(ROOT, join(modules, 'sims-id-harness'));
  for (const bin of ['sims-harness', 'sims-agent'])
    symlinkSync(join(ROOT, 'dist', `${bin}.js`), join(modules, '.bin', bin));
  return folder;
}

/** The one block of a language on the page about CI. */
export function block(language: string): string {
  const page = readFileSync(join(ROOT, 'docs', 'ci.md'), 'utf8');
  const found = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(match => match[1] === language);
  const [only, another] = found;
  if (!only?.[2] || another) throw new Error(`docs/ci.md has ${found.length} blocks of ${language}; one is expected`);
  return only[2];
}
