import { readFileSync, writeFileSync } from 'node:fs';
import { find, KIT_NAMES, KITS, versionOf } from './measure/kits.js';
import { measure } from './measure/measure.js';
import { adviceTable } from './measure/page.js';
import { withPart } from './measure/parts.js';
import { openStage } from './measure/stage.js';
import { FAMILIES } from './measure/ways.js';

// Runs every library against the mock and writes what was seen into docs/basic-auth.md:
// npx tsx examples/measure.ts
const PAGE = new URL('../docs/basic-auth.md', import.meta.url);

const stage = await openStage();
let page = withPart(readFileSync(PAGE, 'utf8'), 'advice', adviceTable());
for (const family of FAMILIES) {
  const measured = await measure(family, stage);
  if ('section' in measured) page = withPart(page, family.kit, measured.section);
  process.stderr.write(
    `${family.heading}: ${'section' in measured ? 'measured' : `left as it is. ${measured.missing}`}\n`,
  );
}
await stage.close();
writeFileSync(PAGE, withPart(page, 'versions', await versions()));

async function versions(): Promise<string> {
  const found = await Promise.all(
    KIT_NAMES.map(async name => {
      const kit = KITS[name];
      const here = await find(kit);
      return 'missing' in here ? [] : [`- ${await versionOf(kit, here.program)}`];
    }),
  );
  const packages = ['undici', 'oauth4webapi', 'openid-client', 'simple-oauth2'].map(versionOfPackage);
  return [...found.flat(), `- npm: ${packages.join(', ')}`].join('\n');
}

function versionOfPackage(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return `${name} ${version}`;
}
