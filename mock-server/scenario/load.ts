import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { didYouMean } from '../world/index.js';
import { judgeScenario } from './judge.js';
import type { Path, Problem } from './problem.js';
import type { Scenario } from './scenario.js';
import type { Known } from './sense.js';
import { textIn } from './text.js';

/** What is wrong with a scenario file, and where; no place when there is nothing to read. */
export type ScenarioError = {
  /** Empty when it is about no file at all. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
};
export type Loaded = { readonly scenario: Scenario } | { readonly errors: readonly ScenarioError[] };
export type ListedScenario = { readonly id: string; readonly file: string };

/** Each error as `file:line:column: what is wrong`, one to a line. */
export function errorLines(errors: readonly ScenarioError[]): string {
  const place = ({ file, line, column }: ScenarioError) =>
    line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return errors.map(error => (error.file === '' ? error.message : `${place(error)}: ${error.message}`)).join('\n');
}

/** The scenario in a YAML text, or everything a person can mend in it. `file` is the name errors are told under. */
export function parseScenario(text: string, file: string, known?: Known): Loaded {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string): ScenarioError => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const broken = [...syntaxErrors(doc), ...aliases(doc)];
  if (broken.length > 0) return { errors: broken.map(([offset, message]) => at(offset, message)) };
  if (doc.contents === null)
    return { errors: [at(0, 'The file is empty. A scenario starts with id, title and tells.')] };
  const judged = judgeScenario(doc.toJS(), known);
  if ('scenario' in judged) return judged;
  const found = judged.problems.map(problem => ({ problem, offset: offsetOf(doc, problem) }));
  return {
    errors: found.sort((a, b) => a.offset - b.offset).map(({ problem, offset }) => at(offset, problem.message)),
  };
}

/** The scenario of one file. The id inside must be the name of the file. */
export function loadScenario(file: string, known?: Known): Loaded {
  const text = readText(file);
  if (typeof text !== 'string') return { errors: [{ file, ...text }] };
  return parseScenario(text, file, { ...known, id: basename(file, extname(file)) });
}

/** A shipped scenario by its id. */
export function loadShipped(id: string, known?: Known): Loaded {
  const shipped = listScenarios();
  const found = shipped.find(scenario => scenario.id === id);
  if (found) return loadScenario(found.file, known);
  const ids = shipped.map(scenario => scenario.id);
  const hint = didYouMean(id, ids) || ` Shipped: ${ids.join(', ')}.`;
  return { errors: [{ file: '', message: `There is no scenario "${id}".${hint}` }] };
}

/** What the product exists for comes first, as the reader of a report wants it. */
const FIRST = ['first-sync', 'school-added', 'school-removed', 'secret-reissued', 'client-suspended'];

/** What mixes all the others, and what takes as long as many of them. */
const LAST = ['ordinary-tuesday', 'large-estate'];

/** The scenarios of a folder, the shipped one when left out: the product's own tasks first, the rest by name, the longest last. */
export function listScenarios(folder: string = shippedFolder()): ListedScenario[] {
  const ids = readdirSync(folder)
    .filter(name => extname(name) === '.yaml')
    .map(name => basename(name, '.yaml'))
    .sort();
  const among = (some: readonly string[]) => some.filter(id => ids.includes(id));
  const rest = ids.filter(id => !FIRST.includes(id) && !LAST.includes(id));
  const ordered = [...among(FIRST), ...rest, ...among(LAST)];
  return ordered.map(id => ({ id, file: join(folder, `${id}.yaml`) }));
}

/** Where the shipped scenarios lie: in the package this file belongs to, be it source or bundle. */
export function shippedFolder(from: string = import.meta.url): string {
  for (let folder = dirname(fileURLToPath(from)); ; folder = dirname(folder)) {
    if (isPackageRoot(folder)) return join(folder, 'scenarios');
    if (folder === dirname(folder))
      throw new Error('The package sims-id-harness has no scenarios folder; install it again.');
  }
}

function isPackageRoot(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest) || !existsSync(join(folder, 'scenarios'))) return false;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'sims-id-harness';
}

function readText(file: string): string | { message: string } {
  try {
    return textIn(readFileSync(file)) ?? { message: 'The file is UTF-16; save it as UTF-8.' };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EISDIR') return { message: isFolder(file) };
    return { message: code === 'ENOENT' ? notFound(file) : `The file cannot be read: ${message}` };
  }
}

function isFolder(folder: string): string {
  const [first] = readdirSync(folder).filter(name => ['.yaml', '.yml'].includes(extname(name)));
  return `This is a folder. Give a scenario file, such as ${join(folder, first ?? 'my-scenario.yaml')}.`;
}

function notFound(file: string): string {
  const folder = dirname(file);
  const there = existsSync(folder) ? readdirSync(folder) : [];
  return `There is no such file.${didYouMean(basename(file), there) || ' Check the path.'}`;
}

type Found = readonly [offset: number, message: string];

function syntaxErrors(doc: Document): Found[] {
  const all: YAMLError[] = [...doc.errors, ...doc.warnings];
  const twice = all.filter(error => error.code === 'DUPLICATE_KEY');
  const [first] = all.filter(error => error.code !== 'DUPLICATE_KEY');
  // Whatever follows the first error in broken YAML is mostly its echo.
  if (first) return [[first.pos[0], syntaxMessage(first)]];
  return twice.map(error => [error.pos[0], 'This key is written twice; keep one.']);
}

function syntaxMessage({ code, message }: YAMLError): string {
  if (code === 'TAB_AS_INDENT') return 'A tab stands where YAML wants spaces; indent with spaces.';
  if (code === 'MULTIPLE_DOCS') return 'A file holds one scenario; put the part after "---" into a file of its own.';
  return `This is not YAML: ${message.replace(/\.?$/, '.')} Check quotes, colons and indentation here.`;
}

function aliases(doc: Document): Found[] {
  const found: Found[] = [];
  visit(doc, {
    Alias: (_, node) => {
      found.push([node.range?.[0] ?? 0, `Write out what "*${node.source}" stands for; scenarios use no aliases.`]);
    },
  });
  return found;
}

/** Where a problem begins; the nearest thing around it when it is about something missing. */
function offsetOf(doc: Document, { path, at }: Problem): number {
  let node: unknown = doc.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    const step = child(node, key);
    offset =
      (at === 'key' && depth === path.length - 1 ? startOf(step.key) : undefined) ?? startOf(step.value) ?? offset;
    node = step.value;
  }
  return offset;
}

function child(node: unknown, key: Path[number]): { key?: unknown; value?: unknown } {
  if (isSeq(node)) return { value: node.items[Number(key)] };
  if (!isMap(node)) return {};
  return node.items.find(pair => isScalar(pair.key) && pair.key.value === key) ?? {};
}

function startOf(node: unknown): number | undefined {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[0]) : undefined;
}
