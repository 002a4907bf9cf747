import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { buildWorld } from '../../fixtures/index.js';
import { harness, tempFolder } from '../support/command.js';
import { agent } from '../support/wrong-agent.js';

// Each test runs dozens of processes; a busy machine may take its time.
vi.setConfig({ testTimeout: 90_000 });

const SHIPPED = readdirSync(fileURLToPath(new URL('../../scenarios/', import.meta.url)))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.replace('.yaml', ''));

type Reported = { id: string; held: boolean; syncs: { name: string; failures: { what: string }[] }[] };

/** Names of the cases; throws for text that is not the XML it should be: tags closed in order, no stray < or &. */
function casesIn(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '');
  const rest = body.replace(
    /<(\/?)([a-z-]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)(\/?)>/g,
    (_, close, tag, attributes, alone) => {
      if (tag === 'testcase' && !close) names.push(/ name="([^"]*)"/.exec(attributes)?.[1] ?? '');
      if (close && open.pop() !== tag) throw new Error(`</${tag}> closes another`);
      if (!close && !alone) open.push(tag);
      return '';
    },
  );
  if (open.length > 0 || /[<>]|&(?!(?:amp|lt|gt|quot);)/.test(rest)) throw new Error(`no XML: ${rest}`);
  return names;
}

describe.concurrent('Wrong agents', () => {
  test.each([
    [
      'forgets-deletions',
      'school-removed',
      'Oakfield has left',
      /the store: expected exactly what RAP shows .*; seen .*should not hold oakfield/,
    ],
    ['believes-empty-list', 'list-empty', 'the list is empty', /exit code: expected 4; seen 0/],
    [
      'keeps-old-secret',
      'secret-reissued',
      "Oakfield's new secret",
      /the store: expected .*; seen .*another secret for oakfield/,
    ],
    ['hides-failures', 'clients-fail-for-one-site', 'Riverside cannot be read', /exit code: expected 3; seen 0/],
  ])(
    'When an agent %s, then first-sync still holds, %s does not, and it is told where, why and how to see it again',
    async (name, scenario, sync, reason) => {
      const command = agent(name);
      const { exit, stdout } = await harness(['prove', 'first-sync', scenario, '--agent', command]);
      expect(exit).toBe(1);
      expect(stdout).toMatch(/^✔ first-sync /m);
      expect(stdout).toMatch(new RegExp(`^✘ ${scenario} +NOT PROVEN: `, 'm'));
      expect(stdout).toContain(`\n    after "${sync}":\n`);
      expect(stdout).toMatch(reason);
      expect(stdout).toContain(
        `\n    again, by itself: npx sims-harness prove ${scenario} --agent '${command}' --keep\n`,
      );
      expect(stdout).toContain('\n1 of 2 scenarios proven.\n');
    },
  );

  test('When an agent does nothing and says that all is well, then not one scenario holds', {
    timeout: 120_000,
  }, async () => {
    const { exit, stdout, stderr } = await harness(['prove', '--json', '-', '--agent', agent('does-nothing')]);
    const { proofs } = JSON.parse(stdout) as { proofs: Reported[] };
    expect(exit).toBe(1);
    expect(proofs.map(p => p.id).sort()).toEqual([...SHIPPED].sort());
    expect(proofs.filter(p => p.held)).toEqual([]);
    expect(stderr).toContain(`0 of ${SHIPPED.length} scenarios proven.`);
  });

  test('When an agent prints the secret it was given, then neither terminal nor report repeats it', async () => {
    const folder = tempFolder();
    const reports = ['--junit', 'prove.xml', '--json', 'prove.json'];
    const args = ['prove', 'first-sync', ...reports, '--agent', agent('tells-secrets')];
    const { exit, stdout } = await harness(args, { cwd: folder });
    const texts = [stdout, ...['prove.xml', 'prove.json'].map(name => readFileSync(join(folder, name), 'utf8'))];
    const secret = buildWorld('three-schools', { seed: 1 }).partners[0]?.vendorClient.secrets[0]?.value ?? '';
    expect(secret).toMatch(/.{8}/);
    expect({ exit, leaks: texts.filter(text => text.includes(secret)) }).toEqual({ exit: 1, leaks: [] });
    expect(stdout).toContain('the agent said: refused with (a secret) \\x1b[2J\n');
  });

  test('When a scenario fails, then the JUnit report names it with what was expected and seen', async () => {
    const folder = tempFolder();
    const args = [
      'prove',
      'first-sync',
      'secret-reissued',
      '--junit',
      'prove.xml',
      '--agent',
      agent('keeps-old-secret'),
    ];
    await harness(args, { cwd: folder });
    const xml = readFileSync(join(folder, 'prove.xml'), 'utf8');
    expect(casesIn(xml)).toEqual(['first-sync', 'secret-reissued']);
    expect(xml).toContain('tests="2" failures="1" errors="0"');
    expect(xml).toMatch(
      /<failure type="not-proven" message="not proven: [^"]+">after &quot;Oakfield's new secret&quot;:\n {2}the store: expected /,
    );
  });
});

const IMPOSSIBLE = `id: mine
title: Nobody leaves twice
tells: Oakfield leaves, and then leaves once more.
world: three-schools
steps:
  - name: leaves
    on: { request: sts.token }
    change: { site.removed: { site: oakfield } }
    tells: Oakfield leaves.
  - name: leaves-again
    on: { after: leaves, request: rap.sites }
    change: { site.removed: { site: oakfield } }
    tells: Oakfield leaves although it has left.
syncs:
  - { name: a run, run: sync, expect: { exit: 0 } }
`;

const IDLE = `id: mine
title: Two things that never happen
tells: One is forgotten, the other one is luck.
world: three-schools
steps:
  - { name: forgotten, on: { manual: true }, change: { site.removed: { site: oakfield } } }
  - { name: luck, on: { request: rap.sites, chance: 0 }, fault: { kind: reset } }
  - { name: after-luck, on: { after: luck, elapsed: 1h } }
syncs:
  - { name: a run, run: sync, expect: { exit: 0, stores: world } }
`;

const MINE = `id: mine
title: A scenario of one's own
tells: One run, and all is well.
proves: A file of one's own is played like any other.
world: three-schools
syncs:
  - { name: a run, run: sync, expect: { exit: 0, stores: world } }
`;

function folderWith(text: string): string {
  const folder = tempFolder();
  writeFileSync(join(folder, 'mine.yaml'), text);
  return folder;
}

describe.concurrent('Scenarios of one’s own', () => {
  test('When a file is given, then only it is played', async () => {
    const { exit, stdout } = await harness(['prove', '--file', 'mine.yaml'], { cwd: folderWith(MINE) });
    expect({ exit, stdout }).toEqual({
      exit: 0,
      stdout: expect.stringMatching(/^✔ mine {2}A file of one's own .*\n\n1 of 1 scenario proven\.\n$/),
    });
  });

  test('When a file without an ending is named as if it were shipped, then the option for it is told', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'mine'), '');
    const { exit, stderr } = await harness(['prove', 'first-sync', 'mine'], { cwd: folder });
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('sims-harness prove --file mine\n') });
  });

  test('When it fails, then the line that repeats it names the file', async () => {
    const { exit, stdout } = await harness(['prove', '--file', 'mine.yaml', '--agent', agent('does-nothing')], {
      cwd: folderWith(MINE),
    });
    expect(exit).toBe(1);
    expect(stdout).toContain(
      `again, by itself: npx sims-harness prove --file mine.yaml --agent '${agent('does-nothing')}' --keep\n`,
    );
  });

  test('When a step of it never fires, then nothing is proven, except of a step that is left to luck', async () => {
    const { exit, stdout } = await harness(['prove', '--file', 'mine.yaml'], { cwd: folderWith(IDLE) });
    expect(exit).toBe(1);
    const said = stdout.split('\n').filter(line => line.includes('the scenario itself'));
    expect(said.map(line => line.trim())).toEqual([
      'the scenario itself: expected every step to happen; seen step "forgotten" never fired',
    ]);
  });

  test('When it has no runs at all, then nothing is proven', async () => {
    const text = MINE.slice(0, MINE.indexOf('syncs:'));
    const { exit, stdout } = await harness(['prove', '--file', 'mine.yaml'], { cwd: folderWith(text) });
    expect(exit).toBe(1);
    expect(stdout).toContain('the scenario itself: expected at least one run of the agent; seen syncs holds none');
  });

  test('When one is named twice, then it is played once', async () => {
    const folder = folderWith(MINE);
    const args = ['prove', 'first-sync', 'first-sync', '--file', 'mine.yaml', '--file', 'mine.yaml'];
    const { exit, stdout } = await harness(args, { cwd: folder });
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringMatching(/\n2 of 2 scenarios proven\.\n$/) });
  });

  test('When a step of it cannot be done, then the scenario is at fault and not the agent', async () => {
    const { exit, stdout } = await harness(['prove', '--file', 'mine.yaml'], { cwd: folderWith(IMPOSSIBLE) });
    expect(exit).toBe(1);
    expect(stdout).toMatch(
      /the scenario itself, not the agent: expected every step can be done; seen Step "leaves-again": /,
    );
    expect(stdout).not.toContain('exit code');
  });
});
