import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SAMPLE, WAYS } from '../../cli/trust-ways.js';
import { type Ended, HARNESS, harness, serve, start, tempFolder } from '../support/command.js';

/** What `sims-harness trust` prints, run word for word against a harness that speaks TLS, and against one of another CA. */

const [mine, other] = await Promise.all([aUser(), aUser()]);

type User = { readonly data: string; readonly url: string; readonly said: string; readonly pem: string };

/** A user with a CA, a harness that proves itself with it, and what the command tells them. */
async function aUser(): Promise<User> {
  const data = tempFolder();
  const around = { env: { XDG_DATA_HOME: data } };
  const { ready } = await serve(['--https'], around);
  const { stdout: said } = await harness(['trust'], around);
  return { data, url: ready.stsUrl, said, pem: readFileSync(String(ready.caFile), 'utf8') };
}

type Part = 'Trust it' | 'See that it works' | 'Undo it';

/** The lines that are printed under a heading of a way: what stands four blanks in. */
function printed(said: string, title: string, part: Part): string[] {
  const [, section = ''] = said.split(`\n\n${title}\n`);
  const [, lines = ''] = (section.split('\n\n')[0] ?? '').split(`  ${part}:\n`);
  const until = lines.split('\n').findIndex(line => !line.startsWith('    '));
  return lines
    .split('\n')
    .slice(0, until === -1 ? undefined : until)
    .map(line => line.slice(4));
}

/** Runs these lines in a shell that stops at the first that fails, at the address of a harness that is up. */
function shell(
  lines: readonly string[],
  at: string,
  around: { cwd: string; data: string; path?: string },
): Promise<Ended> {
  const text = lines.join('\n').replaceAll('https://127.0.0.1:4401', at);
  const env = {
    HOME: around.cwd,
    XDG_DATA_HOME: around.data,
    TARGET: SAMPLE.replace('https://127.0.0.1:4401', at.replace('127.0.0.1', 'localhost')),
    // Go's usual one: HOME is another here, and all of its library would be compiled anew.
    GOCACHE: process.env['GOCACHE'] ?? join(homedir(), '.cache', 'go-build'),
    PATH: [shims(), around.path, process.env['PATH']].filter(Boolean).join(delimiter),
  };
  return start(['sh', '-ec', text], { cwd: around.cwd, env }).ended;
}

/** `npx sims-harness` as it is here, and a `sudo` for those who are root already. */
function shims(): string {
  const folder = tempFolder();
  const shim = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  shim('npx', `shift; exec ${HARNESS.map(word => `'${word}'`).join(' ')} "$@"`);
  shim('sudo', 'exec "$@"');
  return folder;
}

/** A program of the user's own, in the languages that have no one-line form: asks $TARGET and fails unless it is 200. */
const PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  go: {
    'go.mod': 'module trial\n\ngo 1.19\n',
    'main.go':
      'package main\n\nimport (\n\t"net/http"\n\t"os"\n)\n\nfunc main() {\n\tanswer, err := http.Get(os.Getenv("TARGET"))\n\tif err != nil || answer.StatusCode != 200 {\n\t\tos.Exit(1)\n\t}\n}\n',
  },
  java: {
    'YourProgram.java':
      'import java.net.URI;\nimport java.net.http.*;\n\npublic class YourProgram {\n  public static void main(String[] args) throws Exception {\n    var request = HttpRequest.newBuilder(URI.create(System.getenv("TARGET"))).build();\n    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());\n    if (answer.statusCode() != 200) System.exit(1);\n  }\n}\n',
  },
  mono: {
    'YourProgram.cs':
      'using System;\nusing System.Net.Http;\n\nclass YourProgram {\n  static int Main() {\n    var url = Environment.GetEnvironmentVariable("TARGET");\n    return (int)new HttpClient().GetAsync(url).Result.StatusCode == 200 ? 0 : 1;\n  }\n}\n',
  },
  dotnet: {
    'trial.csproj':
      '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>',
    'Program.cs':
      'return (int)new System.Net.Http.HttpClient().GetAsync(System.Environment.GetEnvironmentVariable("TARGET")).Result.StatusCode == 200 ? 0 : 1;',
  },
};

/** What has to be here for a way to be tried. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  python: ['python3', 'python3:requests'],
  java: ['java'],
  mono: ['mono', 'mcs', 'cert-sync'],
};

/** What is missing here; a skipped test is easily overlooked, so it is told as well. */
function missing(id: string): string | undefined {
  const gone = (NEEDS[id] ?? [id]).filter(tool => !isHere(tool));
  if (gone.length === 0) return undefined;
  process.stderr.write(
    `SKIPPED: the ways to trust the CA in ${id} were not tried, because ${gone.join(', ')} is not here.\n`,
  );
  return gone.join(', ');
}

function isHere(tool: string): boolean {
  const [program = '', module] = tool.split(':');
  try {
    const args = module === undefined ? ['-c', `command -v ${program}`] : ['-c', `${program} -c 'import ${module}'`];
    execFileSync('sh', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** An empty folder with the user's program in it. */
function workshop(id: string): string {
  const cwd = tempFolder();
  for (const [name, text] of Object.entries(PROGRAMS[id] ?? {})) writeFileSync(join(cwd, name), text);
  if (id === 'mono') execFileSync('mcs', ['-r:System.Net.Http', 'YourProgram.cs'], { cwd, stdio: 'pipe' });
  return cwd;
}

/** keytool alone has nothing to do with an address. */
const OFFLINE = ['keytool'];
const TRIED = ['curl', 'node', 'python', 'php', 'go', 'ruby', 'java', 'keytool', 'dotnet', 'mono'];

describe('as printed', () => {
  test.for(TRIED)(
    'When %s is told to trust the CA, then it does, and no other CA, and after undoing it none',
    { timeout: 120_000 },
    async (id, { skip }) => {
      const gone = missing(id);
      if (gone !== undefined) return skip(gone);
      const { title } = WAYS.find(way => way.id === id) ?? { title: '' };
      const [set, check, undo] = (['Trust it', 'See that it works', 'Undo it'] as const).map(part =>
        printed(mine.said, title, part),
      );
      const around = { cwd: workshop(id), data: mine.data };
      expect(check?.length).toBeGreaterThan(0);
      for (const one of check ?? []) {
        const run = (lines: readonly string[], at: string) =>
          shell(lines, at, around).then(({ exit, stderr }) =>
            exit === 0 ? 'works' : `fails: ${stderr.slice(0, 200)}`,
          );
        expect(await run([...(set ?? []), one, ...(undo ?? [])], mine.url), one).toBe('works');
        if (!OFFLINE.includes(id)) expect(await run([...(set ?? []), one], other.url), one).toMatch(/^fails/);
        if (set?.length) expect(await run([...set, ...(undo ?? []), one], mine.url), one).toMatch(/^fails/);
      }
    },
  );

  test('When the certificate of the CA is in a file with the public ones, then Python trusts both', async ({
    skip,
  }) => {
    const gone = missing('python');
    if (gone !== undefined) return skip(gone);
    const line = /cat "\$\(python3 -m certifi\)" .* > both\.pem$/m.exec(mine.said)?.[0] ?? '';
    const cwd = tempFolder();
    const check = printed(mine.said, 'Python', 'See that it works')[0] ?? '';
    const { exit } = await shell([line, 'export REQUESTS_CA_BUNDLE=$PWD/both.pem', check], mine.url, {
      cwd,
      data: mine.data,
    });
    expect(exit).toBe(0);
    expect(readFileSync(join(cwd, 'both.pem'), 'utf8').match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50);
  });
});

/** A root file system of its own for a moment, where the store of the system is a copy: what is done there is gone after it. */
function apart(lines: readonly string[]): string {
  const mounts = ['/etc/ssl/certs', '/usr/local/share/ca-certificates', '/etc/ca-certificates'];
  const copies = mounts.map(
    folder =>
      `mkdir -p ${folder}; cp -a ${folder} $KEEP/; mount -t tmpfs none ${folder}; cp -a $KEEP/$(basename ${folder})/. ${folder}/; rm -rf $KEEP/$(basename ${folder})`,
  );
  return ['KEEP=$(mktemp -d)', ...copies, ...lines].join('\n');
}

const mayMount = () => {
  if (process.getuid?.() !== 0 || !isHere('unshare') || !isHere('update-ca-certificates')) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/etc/ssl/certs'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe('the store of the system', () => {
  const isolated = mayMount();
  if (!isolated)
    process.stderr.write(
      'SKIPPED: the ways for Debian and containers need root and a mount namespace to be tried without harm.\n',
    );

  /** Runs these lines where the store of the system is a copy. */
  const inside = (lines: readonly string[], cwd: string) => {
    const text = apart(lines).replaceAll('https://127.0.0.1:4401', mine.url);
    const env = { PATH: [shims(), process.env['PATH']].join(delimiter), HOME: cwd, XDG_DATA_HOME: mine.data };
    return start(['unshare', '-m', 'sh', '-ec', text], { cwd, env }).ended;
  };

  test.skipIf(!isolated)(
    'When Debian is told, then programs that read its store trust the CA, and after undoing it do not',
    async () => {
      const title = WAYS.find(({ id }) => id === 'debian')?.title ?? '';
      const [set = [], check = [], undo = []] = (['Trust it', 'See that it works', 'Undo it'] as const).map(part =>
        printed(mine.said, title, part),
      );
      const cwd = tempFolder();
      expect(await inside([...set, ...check], cwd)).toMatchObject({ exit: 0 });
      expect((await inside([...set, ...undo, ...check], cwd)).exit).toBe(60);
      expect((await inside(check, cwd)).exit).toBe(60);
    },
  );

  test.skipIf(!isolated)(
    'When an image is built by the lines for a container, then curl, Node.js and Python in it trust the CA',
    async () => {
      const title = WAYS.find(({ id }) => id === 'container')?.title ?? '';
      const lines = printed(mine.said, title, 'Trust it').map(line =>
        line
          .replace(/^COPY /, 'cp ')
          .replace(/^RUN /, '')
          .replace(/^ENV /, 'export '),
      );
      const cwd = tempFolder();
      const first = await shell(['npx sims-harness trust --print > ca.pem'], mine.url, { cwd, data: mine.data });
      expect(first.exit).toBe(0);
      const checks = ['curl', 'Node.js', ...(missing('python') === undefined ? ['Python'] : [])].map(
        name => printed(mine.said, name, 'See that it works')[0] ?? '',
      );
      for (const check of checks) expect(await inside([...lines, check], cwd), check).toMatchObject({ exit: 0 });
    },
  );
});
