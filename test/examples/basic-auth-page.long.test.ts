import { describe, expect, test, vi } from 'vitest';
import { find, KITS } from '../../examples/measure/kits.js';
import { measure } from '../../examples/measure/measure.js';
import { adviceTable } from '../../examples/measure/page.js';
import { partOf } from '../../examples/measure/parts.js';
import { openStage } from '../../examples/measure/stage.js';
import { FAMILIES } from '../../examples/measure/ways.js';
import { readProject } from '../support/ledger.js';

/** docs/basic-auth.md against what its programs do here and now. To accept a change: npx tsx examples/measure.ts */

// A few hundred token requests each, one after the other.
vi.setConfig({ testTimeout: 180_000 });

const page = readProject('docs/basic-auth.md');

describe('docs/basic-auth.md', () => {
  test.concurrent.for(FAMILIES)(
    'When the ways of $heading are run again, then they do what the page says [CA-20, CA-22, CA-23, CA-29, CA-30, STS-02, STS-30]',
    async (family, { skip }) => {
      const found = await find(KITS[family.kit]);
      if ('missing' in found) {
        process.stderr.write(`SKIPPED: ${found.missing}\n`);
        skip(found.missing);
      }
      const stage = await openStage();
      try {
        expect(await measure(family, stage)).toEqual({ section: partOf(page, family.kit) });
      } finally {
        await stage.close();
      }
    },
  );

  test('When a line is advised, then the page shows it first', () => {
    expect(partOf(page, 'advice')).toBe(adviceTable());
  });

  test.each(FAMILIES)(
    'When a way of $heading is advised, then it opens every secret the library sends at all, in every mode',
    family => {
      const advised = partOf(page, family.kit)
        .split('\n')
        .filter(line => line.includes('**advised**'));
      expect(advised).not.toHaveLength(0);
      for (const line of advised) {
        const fares = line.split(' | ').slice(2);
        // Whatever fails is what the library itself refuses to send.
        const isOpen = line.includes('not sent') || fares.every(fare => /^all( \|)?$/.test(fare));
        expect({ line, isOpen }).toEqual({ line, isOpen: true });
      }
    },
  );

  test('When somebody has no secret, then no way gets in', () => {
    expect(page).not.toContain('An empty secret opens:');
  });
});
