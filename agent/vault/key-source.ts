// Where a key comes from, the vault's or that of `serve`: `file:<path>`, `systemd:<name>`, `exec:<argv>` or `env:<NAME>`. It is 32 bytes
// as base64 or hex.
import { join, resolve } from 'node:path';
import { ConfigurationError, StoreUnreadable } from '../errors.js';
import { makeKeyFile, readKeyFile } from './key-file.js';
import { keyFromText, type MasterKey } from './keys.js';

export type KeySource = {
  /** For people; never the key, and of a program only its name. */
  readonly name: string;
  /** The path, where it is a file. */
  readonly file?: string;
  /** To be said in every run. */
  readonly warning?: string;
  /** Asks the provider each time, so that a long-lived reader finds a rotated key. Throws StoreUnreadable. */
  open(): Promise<MasterKey>;
};

type Variables = Readonly<Record<string, string | undefined>>;

const forms = 'file:<path>, systemd:<name>, exec:<program> <argument> … or env:<NAME>';
const systemdRead = 0o007; // systemd grants a service's user its credential by an ACL, which shows as a group bit

/** Throws ConfigurationError. `setting` is the variable to name in messages. Takes an `env:` key out of `env`. */
export function keySource(text: string, env: Variables, setting: string): KeySource {
  const [provider, rest] = [text.slice(0, text.indexOf(':') + 1), text.slice(text.indexOf(':') + 1)];
  if (provider === 'file:' && rest) {
    const file = resolve(rest);
    return { name: `file:${file}`, file, open: () => readKeyFile(file, setting) };
  }
  if (provider === 'systemd:' && /^[\w@-][\w.@-]*$/.test(rest)) return fromSystemd(rest, env, setting);
  if (provider === 'exec:' && rest.trim()) return fromProgram(argvOf(rest, setting), env);
  if (provider === 'env:' && /^\w+$/.test(rest)) return fromVariable(rest, env, setting);
  throw new ConfigurationError(`${setting} must be ${forms}. The key itself is 32 bytes as base64 or hex.`);
}

/** Opens a key; `mayMake`: where its file is not there yet, one is made, and said. Throws StoreUnreadable. */
export async function openOrMake({ file, open }: KeySource, mayMake: boolean, tell: (line: string) => void) {
  if (mayMake && file && (await makeKeyFile(file)))
    tell(
      `A new vault key was made: ${file} (owner-only). Back it up apart from the vault: without it the vault cannot be read.\n`,
    );
  return open();
}

function fromSystemd(name: string, env: Variables, setting: string): KeySource {
  const folder = env['CREDENTIALS_DIRECTORY'];
  if (!folder)
    throw new ConfigurationError(
      `systemd:${name} is set, but CREDENTIALS_DIRECTORY is not. Start the agent as a service with LoadCredential=${name}:<path>.`,
    );
  return { name: `systemd:${name}`, open: () => readKeyFile(join(folder, name), setting, systemdRead) };
}

/** An inherited variable reaches every child, and stays in the block the process was started with, whatever is deleted here. */
function fromVariable(name: string, env: Variables, setting: string): KeySource {
  const text = env[name];
  if (!text)
    throw new ConfigurationError(`${setting} is env:${name}, but ${name} is not set. Set it, or use file:<path>.`);
  Reflect.deleteProperty(env, name);
  const warning = `${setting}: the key came by the variable ${name}, which other processes can inherit. Better: systemd:, exec: or file:.`;
  return { name: `env:${name}`, warning, open: async () => keyFromText(Buffer.from(text), `The variable ${name}`) };
}

/** Words, or a JSON array of them where one holds a space. There is no shell. */
function argvOf(text: string, setting: string): readonly [string, ...string[]] {
  try {
    const argv: unknown = text.trim().startsWith('[') ? JSON.parse(text) : text.trim().split(/\s+/);
    const [program, ...rest] = Array.isArray(argv) && argv.every(word => typeof word === 'string') ? argv : [];
    if (program) return [program, ...rest];
  } catch {
    // told below
  }
  throw new ConfigurationError(
    `${setting}: what follows exec: is no list of words. Write exec:["program", "argument"].`,
  );
}

/** `waitMs`: after that the program is killed. Its stdout is the key; what it says on stderr may hold anything, so nobody sees it. */
export function fromProgram(
  [program, ...args]: readonly [string, ...string[]],
  env: Variables,
  waitMs = 10_000,
): KeySource {
  const fail = (what: string) =>
    new StoreUnreadable(
      'no_key',
      `The key program ${program} ${what}. Run it by hand to see why; it must print the key alone.`,
    );
  const open = async (): Promise<MasterKey> => {
    const { execFile } = await import('node:child_process');
    const limits = { timeout: waitMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024, encoding: 'buffer' } as const;
    const text = await new Promise<Buffer>((answer, refuse) => {
      const child = execFile(program, args, { ...limits, env: withoutOurs(env) }, (error, stdout) => {
        if (!error) return answer(stdout);
        stdout.fill(0);
        const isCode = typeof error.code === 'number';
        refuse(
          fail(
            error.killed
              ? `did not end within ${waitMs / 1000} s`
              : `failed (${isCode ? 'exit ' : ''}${error.code ?? error.signal})`,
          ),
        );
      });
      child.stdin?.end();
    });
    return keyFromText(text, `What the key program ${program} printed`);
  };
  return { name: `exec:${program}`, open };
}

/** A program has no business with the vendor secret. */
const withoutOurs = (env: Variables): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SIMS_')));
