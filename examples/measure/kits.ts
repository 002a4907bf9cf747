import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Where the clients of other languages are, what they need, and how they are started. */

const execute = promisify(execFile);
/** The folder of the examples. */
export const EXAMPLES = fileURLToPath(new URL('..', import.meta.url));

export type Argv = readonly [command: string, ...args: string[]];

/** A language on this machine. */
export type Kit = {
  /** As a person calls it. */
  readonly name: string;
  /** Debian packages that bring it. */
  readonly packages: string;
  /** Programs that may be the one, best first; with `check` as arguments the right one ends with 0. */
  readonly programs: readonly string[];
  readonly check: readonly string[];
  /** Prints a version. */
  readonly version: readonly string[];
  /** The file that holds the example, from EXAMPLES. */
  readonly example: string;
  /** How a source is started; `folder` is for what a compiler makes of it. */
  readonly start: (program: string, source: string, folder: string) => Promise<Argv>;
};

/** What starts a program, or what would have to be installed first. */
export type Found = { readonly program: string } | { readonly missing: string };

const interpret: Kit['start'] = async (program, source) => [program, source];

const PYTHONS = ['python3', '/usr/bin/python3'];
const GSON = '/usr/share/java/gson.jar';
/** Debian keeps Go's libraries outside modules. */
const GOPATH = { GO111MODULE: 'off', GOFLAGS: '', GOPATH: '/usr/share/gocode' };
const MONO_LIBRARIES = ['System.Net.Http', 'System.Runtime.Serialization'];

export const KITS = {
  curl: {
    name: 'curl',
    packages: 'curl jq openssl',
    programs: ['sh'],
    check: ['-c', 'command -v curl && command -v jq && command -v openssl'],
    version: ['-c', "curl --version | cut -d' ' -f1,2"],
    example: 'curl/fetch.sh',
    start: interpret,
  },
  node: {
    name: 'Node',
    packages: 'nodejs',
    programs: [process.execPath],
    check: ['--version'],
    version: ['--version'],
    example: 'node/fetch.mjs',
    start: interpret,
  },
  python: {
    name: 'Python',
    packages: 'python3',
    programs: PYTHONS,
    check: ['-c', 'import ssl'],
    version: ['--version'],
    example: 'python/fetch.py',
    start: interpret,
  },
  pythonRequests: {
    name: 'Python with requests-oauthlib',
    packages: 'python3 python3-requests-oauthlib',
    programs: PYTHONS,
    check: ['-c', 'import requests_oauthlib'],
    version: [
      '-c',
      'import requests, requests_oauthlib as o; print(o.__version__, "and requests", requests.__version__)',
    ],
    example: 'python-requests/fetch.py',
    start: interpret,
  },
  php: {
    name: 'PHP',
    packages: 'php-cli php-curl',
    programs: ['php'],
    check: ['-r', 'exit(function_exists("curl_init") ? 0 : 1);'],
    version: ['-r', 'echo PHP_VERSION, " with curl ", curl_version()["version"];'],
    example: 'php/fetch.php',
    start: interpret,
  },
  ruby: {
    name: 'Ruby',
    packages: 'ruby ruby-oauth2',
    programs: ['ruby', '/usr/bin/ruby'],
    check: ['-e', 'require "oauth2"'],
    version: ['-e', 'puts "#{RUBY_VERSION} with oauth2 #{Gem::Specification.find_by_name("oauth2").version}"'],
    example: 'ruby/fetch.rb',
    start: interpret,
  },
  go: {
    name: 'Go',
    packages: 'golang-go golang-golang-x-oauth2-dev',
    programs: ['go'],
    check: ['list', 'golang.org/x/oauth2/clientcredentials'],
    version: ['env', 'GOVERSION'],
    example: 'go/fetch.go',
    start: async (program, source, folder) => {
      const binary = join(folder, 'go-program');
      await build([program, 'build', '-o', binary, source]);
      return [binary];
    },
  },
  java: {
    name: 'Java',
    packages: 'default-jdk-headless libgoogle-gson-java',
    programs: ['sh'],
    check: ['-c', `javac --version && java --version && test -e ${GSON}`],
    version: ['-c', 'java --version'],
    example: 'java/Fetch.java',
    start: async (_program, source, folder) => {
      await build(['javac', '-cp', GSON, '-d', folder, source]);
      const name = /(\w+)\.java$/.exec(source)?.[1] ?? '';
      return ['java', '-cp', `${GSON}:${folder}`, name];
    },
  },
  mono: {
    name: 'C# on Mono',
    packages:
      'mono-mcs mono-runtime ca-certificates-mono libmono-system-net-http4.0-cil libmono-system-runtime-serialization4.0-cil',
    programs: ['sh'],
    check: [
      '-c',
      ['mcs', 'mono', 'cert-sync']
        .map(name => `command -v ${name}`)
        .concat(MONO_LIBRARIES.map(name => `test -e /usr/lib/mono/4.5/${name}.dll`))
        .join(' && '),
    ],
    version: ['-c', "mono --version | sed -n '1s/.*version \\([^ ]*\\).*/\\1/p'"],
    example: 'csharp/Fetch.cs',
    start: async (_program, source, folder) => {
      const binary = join(folder, 'program.exe');
      await build(['mcs', '-nologo', ...MONO_LIBRARIES.map(name => `-r:${name}.dll`), `-out:${binary}`, source]);
      return ['mono', binary];
    },
  },
} as const satisfies Record<string, Kit>;

export type KitName = keyof typeof KITS;
export const KIT_NAMES = Object.keys(KITS) as readonly KitName[];

async function build([command, ...args]: Argv): Promise<void> {
  await execute(command, args, { env: { ...process.env, ...GOPATH } });
}

/** The program of a kit that is here and has its libraries. */
export async function find({ name, packages, programs, check }: Kit): Promise<Found> {
  for (const program of programs) {
    const works = await execute(program, [...check], { env: { ...process.env, ...GOPATH } }).then(
      () => true,
      () => false,
    );
    if (works) return { program };
  }
  return { missing: `${name} is not on this machine: apt-get install ${packages}` };
}

/** The version as the kit says it, on one line. */
export async function versionOf({ version, name }: Kit, program: string): Promise<string> {
  const { stdout } = await execute(program, [...version]);
  const said = stdout.trim().split('\n')[0] ?? '';
  return said.startsWith(name) ? said : `${name} ${said}`;
}

/** Makes a source ready to run in a folder of its own. */
export async function ready(kit: Kit, program: string, source: string, folder: string): Promise<Argv> {
  return kit.start(program, join(EXAMPLES, source), folder);
}
