import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summary } from '../../contract/index.js';
import { scenarioFiles } from '../../mock-server/index.js';
import { type Given, readCommandLine } from '../command-line.js';
import { contract } from '../contract/contract.js';
import { prove } from '../prove/prove.js';
import { ownAgent } from '../prove/subject.js';
import { readScenarios } from '../scenario-from.js';
import { shellQuoted } from '../shell-quote.js';
import { paint, terminalOn } from '../terminal.js';
import { toolHere } from '../tool.js';
import { packageRoot } from '../version.js';
import { filesOf } from './files.js';
import { checkFolder, writeFolder } from './folder.js';
import { type LedgerRow, readLedger } from './ledger.js';
import { checkTogether, HELP, OPTIONS } from './options.js';
import { type Pack, packOf } from './pack.js';
import { readPictures } from './pictures.js';
import { PROVE_IT_TOO, provenWords, proverOf } from './prover.js';
import { readContractReport, readProveReport } from './reports.js';
import { summaryOf } from './summary.js';

/** `sims-harness evidence`: exit 0 only when everything that was played held; the pack is written either way. */
export async function evidence(argv: readonly string[]): Promise<number> {
  const { given, words } = readCommandLine(argv, OPTIONS);
  if (given['help']) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  checkTogether(given, words);
  const folder = typeof given['out'] === 'string' ? given['out'] : 'sims-evidence';
  checkFolder(folder);
  const people = given['json'] === true ? process.stderr : process.stdout;
  const desk = mkdtempSync(join(tmpdir(), 'sims-evidence-'));
  try {
    const judged = await contractPart(given, desk, people);
    const proven = await provePart(given, words, desk, people);
    const { listScenarios } = await scenarioFiles();
    const shipped = listScenarios().map(({ id }) => id);
    const played = shipped.filter(id => proven.report.proofs.some(proof => proof.id === id));
    const pack = packOf({
      tool: toolHere(),
      madeAt: new Date(),
      contract: judged,
      prove: proven,
      scenarios: await readScenarios(played.map(id => ({ id }))),
      shipped,
      ledger: ledgerHere(),
      pictures: readPictures(),
    });
    const files = filesOf(pack);
    writeFolder(folder, files);
    tell(pack, folder, people);
    if (given['json'] === true) process.stdout.write(`${JSON.stringify({ ...summaryOf(pack, []), folder })}\n`);
    return pack.exit;
  } finally {
    rmSync(desk, { recursive: true, force: true });
  }
}

async function contractPart(given: Given, desk: string, people: NodeJS.WritableStream): Promise<Pack['contract']> {
  const taken = given['contract'];
  if (typeof taken === 'string') return { report: readContractReport(taken, '--contract'), origin: 'given' };
  const file = join(desk, 'contract.json');
  const options = ['exec', 'dump', 'serve', 'url', 'only', 'decided', 'seed', 'timeout'].flatMap(name =>
    passed(given, name),
  );
  await contract([...options, ...ownWhereNobodyElse(given), '--json', file], people);
  return { report: readContractReport(file, '--contract'), origin: 'played' };
}

async function provePart(
  given: Given,
  words: readonly string[],
  desk: string,
  people: NodeJS.WritableStream,
): Promise<Pack['prove']> {
  const taken = given['prove'];
  if (typeof taken === 'string') return { report: readProveReport(taken, '--prove'), origin: 'given' };
  const file = join(desk, 'prove.json');
  const options = ['agent', 'timeout'].flatMap(name => passed(given, name));
  await prove([...words, ...options, '--json', file], people);
  return { report: readProveReport(file, '--prove'), origin: 'played' };
}

/** An option as it was typed, for another command. */
function passed(given: Given, name: string): string[] {
  const value = given[name];
  if (value === undefined || value === true) return [];
  return [value].flat().flatMap(each => [`--${name}=${each}`]);
}

/** The project's own agent, where neither the command line nor the working folder names another. */
function ownWhereNobodyElse(given: Given): string[] {
  if (given['exec'] !== undefined || existsSync('sims-contract.yaml')) return [];
  const own = ownAgent().map(shellQuoted).join(' ');
  return ['--exec', `${own} sync`, '--dump', `${own} list --fingerprints`];
}

/** Empty where the package came without its documentation, as in a container. */
function ledgerHere(): readonly LedgerRow[] {
  const file = join(packageRoot(), 'docs', 'fidelity.md');
  return existsSync(file) ? readLedger(readFileSync(file, 'utf8')) : [];
}

function tell(pack: Pack, folder: string, people: NodeJS.WritableStream): void {
  const out = terminalOn(people, process.env);
  out.line();
  out.line(`${summary(pack.contract.report)} ${provenWords(pack)}`);
  if (proverOf(pack) !== 'product') out.line(PROVE_IT_TOO);
  out.line(`${paint(out, pack.exit === 0 ? 'green' : 'red', 'The pack:')} ${join(folder, 'evidence.html')}`);
  out.line('What only a person can show is its last part, to be filled in by hand.');
}
