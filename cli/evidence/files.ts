import { createHash } from 'node:crypto';
import { htmlReport, jsonReport, junitReport } from '../../contract/index.js';
import { junit } from '../prove/reports.js';
import type { Pack } from './pack.js';
import { evidencePage } from './page/page.js';
import { summaryOf } from './summary.js';

/** Name of the file that says what came out, for programs; by it a folder is known to be ours. */
export const SUMMARY_FILE = 'evidence.json';
const PAGE_FILE = 'evidence.html';

/** Every name that a pack may hold. */
export const FILE_NAMES = [
  SUMMARY_FILE,
  PAGE_FILE,
  'contract.html',
  'contract.json',
  'contract.xml',
  'prove.json',
  'prove.xml',
] as const;

/** The whole pack as files, by name. */
export function filesOf(pack: Pack): ReadonlyMap<string, string> {
  const { contract, prove } = pack;
  const raw = [
    [
      'contract.html',
      'The contract report: what was expected and seen, requirement by requirement',
      htmlReport(contract.report),
    ],
    ['contract.json', 'The same for programs (sims-contract-report/1)', jsonReport(contract.report)],
    ['contract.xml', 'The same as JUnit XML', junitReport(contract.report)],
    ['prove.json', 'The scenarios for programs (sims-prove-report/1)', `${JSON.stringify(prove.report, null, 2)}\n`],
    ['prove.xml', 'The same as JUnit XML', junit(prove.report.proofs, new Date(prove.report.startedAt))],
  ] as const;
  const digests = raw.map(([name, says, text]) => ({ name, says, sha256: sha256(text) }));
  return new Map<string, string>([
    [SUMMARY_FILE, `${JSON.stringify(summaryOf(pack, digests), null, 2)}\n`],
    ...raw.map(([name, , text]) => [name, text] as const),
    [PAGE_FILE, evidencePage(pack, digests)],
  ]);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
