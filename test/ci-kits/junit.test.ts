import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { harness, tempFolder } from '../support/command.js';
import { agent } from '../support/wrong-agent.js';

// What Jenkins, GitLab, Azure and GitHub's readers agree on of JUnit XML: there is no standard, only habits.
vi.setConfig({ testTimeout: 60_000 });

type Element = {
  readonly name: string;
  readonly at: Readonly<Record<string, string>>;
  readonly in: Element[];
  text: string;
};

/** A small strict reader: one root, tags closed in order, attributes quoted, nothing bare. @throws Error */
function readXml(xml: string): Element {
  const root: Element = { name: '', at: {}, in: [], text: '' };
  const open = [root];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  for (const [token] of body.matchAll(/<[^<>]*>|[^<>]+|[<>]/g)) {
    const parent = open.at(-1) ?? root;
    const tag = /^<(\/?)([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>$/.exec(token);
    if (!tag && /[<>]/.test(token)) throw new Error(`no tag: ${token}`);
    if (!tag) parent.text += unescaped(token);
    else if (tag[1]) close(open, tag[2]);
    else {
      const attributes = [...(tag[3] ?? '').matchAll(/ ([\w-]+)="([^"]*)"/g)];
      const at = Object.fromEntries(attributes.map(([, name = '', value = '']) => [name, unescaped(value)]));
      if (Object.keys(at).length !== attributes.length) throw new Error(`an attribute twice: ${token}`);
      const element = { name: tag[2] ?? '', at, in: [], text: '' };
      parent.in.push(element);
      if (!tag[4]) open.push(element);
    }
  }
  const [only, another] = root.in;
  if (!only || another || open.length !== 1 || root.text.trim() !== '') throw new Error('one root is expected');
  return only;
}

function close(open: Element[], name: string | undefined): void {
  if (open.length < 2 || open.pop()?.name !== name) throw new Error(`</${name}> closes another`);
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&([^;]*);?/g, (_, name: string) => {
    if (named[name] === undefined) throw new Error(`no entity: &${name}`);
    return named[name];
  });
}

const SECONDS = /^\d+(\.\d{1,3})?$/;
const COUNT = /^\d+$/;
const TEXT = /^\S[\s\S]*$/;

/** Which attributes and children an element has; all attributes are needed. */
const SHAPE: Readonly<
  Record<string, { readonly at: Readonly<Record<string, RegExp>>; readonly in: readonly string[] }>
> = {
  testsuites: { at: {}, in: ['testsuite'] },
  testsuite: {
    at: { name: TEXT, tests: COUNT, failures: COUNT, errors: COUNT, skipped: COUNT, time: SECONDS },
    in: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { at: {}, in: ['property'] },
  property: { at: { name: TEXT, value: TEXT }, in: [] },
  'system-out': { at: {}, in: [] },
  'system-err': { at: {}, in: [] },
  testcase: { at: { classname: TEXT, name: TEXT, time: SECONDS }, in: ['failure'] },
  failure: { at: { type: TEXT, message: TEXT }, in: [] },
};

/** Attributes that some readers want and none minds. */
const WELCOME: Readonly<Record<string, RegExp>> = {
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/,
  hostname: TEXT,
  package: TEXT,
  id: COUNT,
  tests: COUNT,
  failures: COUNT,
  errors: COUNT,
  skipped: COUNT,
  time: SECONDS,
  name: TEXT,
};

function faultsIn({ name, at, in: children }: Element): string[] {
  const shape = SHAPE[name];
  if (!shape) return [`<${name}> is unknown`];
  const needed = Object.entries(shape.at).filter(([key, form]) => !form.test(at[key] ?? ''));
  const odd = Object.entries(at).filter(([key, value]) => !(shape.at[key] ?? WELCOME[key])?.test(value));
  return [
    ...[...needed, ...odd].map(([key]) => `<${name}> ${key}="${at[key]}"`),
    ...children.filter(child => !shape.in.includes(child.name)).map(child => `<${child.name}> in <${name}>`),
    ...children.flatMap(faultsIn),
  ];
}

describe('The JUnit report of prove', () => {
  let text: string;
  let report: Element;
  beforeAll(async () => {
    const folder = tempFolder();
    const scenarios = ['first-sync', 'secret-reissued'];
    await harness(['prove', ...scenarios, '--agent', agent('keeps-old-secret'), '--junit', 'prove.xml'], {
      cwd: folder,
    });
    text = readFileSync(join(folder, 'prove.xml'), 'utf8');
    report = readXml(text);
  }, 60_000);

  test('When it is read, then every element is one that CI systems know, with what they need', () => {
    expect(report.name).toBe('testsuites');
    expect(faultsIn(report)).toEqual([]);
    expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')).toBe(true);
  });

  test('When its figures are added up, then they are those of its cases, and no name stands twice', () => {
    const [suite] = report.in;
    const cases = suite?.in.filter(({ name }) => name === 'testcase') ?? [];
    const failed = cases.filter(one => one.in.some(child => child.name === 'failure'));
    expect([suite?.at['tests'], suite?.at['failures']]).toEqual([String(cases.length), String(failed.length)]);
    const sum = cases.reduce((seconds, one) => seconds + Number(one.at['time']), 0);
    expect(Number(suite?.at['time'])).toBeCloseTo(sum, 1);
    expect(new Set(cases.map(one => `${one.at['classname']} ${one.at['name']}`)).size).toBe(cases.length);
    expect(failed.map(one => one.at['name'])).toEqual(['secret-reissued']);
  });

  test('When a scenario does not hold, then its failure says what was expected and what was seen', () => {
    const failure = report.in[0]?.in.flatMap(one => one.in).find(({ name }) => name === 'failure');
    expect(failure?.text).toMatch(/expected .*; seen /);
    expect(failure?.at['message']).toMatch(/^not proven: \S/);
  });
});

test.each([
  ['<a', 'no tag'],
  ['<a></b>', '</b> closes another'],
  ['<a x="1" x="2"/>', 'twice'],
  ['<a>&nbsp;</a>', 'no entity'],
  ['<a/><a/>', 'one root'],
  ['<a x=1/>', 'no tag'],
])('When a report were %s, then the reader of this test would refuse it', (xml, reason) => {
  expect(() => readXml(xml)).toThrow(reason);
});
