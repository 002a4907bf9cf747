import { Ajv2020, type SchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { CASES } from '../../../contract/cases/index.js';
import { jsonReport } from '../../../contract/report/json.js';
import type { Report } from '../../../contract/report/report.js';
import { GALLERY } from '../../support/gallery/index.js';
import { readProject } from '../../support/ledger.js';
import { play, wrongPlayer } from '../matrix/play.js';
import { sampleReport } from './sample.js';

const schema: SchemaObject = JSON.parse(readProject('contract/report/report.schema.json'));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(schema);
const faultsIn = (text: string) => (validate(JSON.parse(text)) ? [] : validate.errors);

/** Members that the journal may add to, and what the secrecy judge tells of a leak. */
const OPEN = new Set(['exchange', 'leaks']);

/** The same schema, which would refuse any member that it does not tell of: the published one is open, so that more can be added. */
function closed(part: unknown, name = ''): unknown {
  if (Array.isArray(part)) return part.map(each => closed(each, name));
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, closed(value, key === 'items' ? name : key)]),
  );
  return 'properties' in part && !OPEN.has(name) ? { ...inner, additionalProperties: false } : inner;
}
const validateClosed = new Ajv2020({ strict: true, allowUnionTypes: true }).compile({
  ...(closed(schema) as SchemaObject),
  $id: 'closed',
});

/** What an agent that keeps the former secret gives, and one that gets nowhere. */
async function realReports(): Promise<readonly Report[]> {
  const judge = CASES.filter(({ id }) => ['CACHE-03', 'EFF-01', 'AUTH-06'].includes(id));
  const wrong = GALLERY.filter(({ name }) => ['keeps-old-secret', 'hammers-when-refused'].includes(name));
  return Promise.all(wrong.map(async each => (await play(wrongPlayer(each), judge)).report));
}

describe('The JSON report', () => {
  test('When it is written, then it is as the published schema says, and tells which it is', () => {
    const text = jsonReport(sampleReport());
    expect(faultsIn(text)).toEqual([]);
    expect(text).toMatch(/^\{\n {2}"format": "sims-contract-report\/1",\n[\s\S]*\n\}\n$/);
  });

  test('When agents have been judged, then their reports are as the schema says, and no member is untold', async () => {
    const reports = await realReports();
    expect(reports.map(({ verdict }) => verdict)).toEqual(['failed', 'failed']);
    for (const text of [...reports, sampleReport()].map(jsonReport)) {
      expect(faultsIn(text)).toEqual([]);
      validateClosed(JSON.parse(text));
      expect(validateClosed.errors).toBeNull();
    }
  });

  test('When something in it were otherwise, then the schema would refuse it', () => {
    const report: Record<string, unknown> = JSON.parse(jsonReport(sampleReport()));
    for (const spoilt of [
      { ...report, format: 'sims-contract-report/2' },
      { ...report, verdict: 'fine' },
      { ...report, cases: [{ id: 'SNAP-01' }] },
      { ...report, seed: '7' },
    ])
      expect(faultsIn(JSON.stringify(spoilt))).not.toEqual([]);
  });
});
