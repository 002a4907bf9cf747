import { existsSync } from 'node:fs';
import { win32 } from 'node:path';
import type { Environment } from './subject.js';

/** What `spawn` is given. */
export type Launch = {
  readonly file: string;
  readonly args: readonly string[];
  /** Windows: the arguments are quoted already. */
  readonly verbatim: boolean;
};

export type Machine = { readonly platform: NodeJS.Platform; readonly isThere: (file: string) => boolean };
const HERE: Machine = { platform: process.platform, isThere: existsSync };

/**
 * How a command is started. On Windows `npx`, `gradlew` and their like are batch files, which only cmd.exe can run: the
 * file is looked up in PATH by PATHEXT as a terminal would, and its arguments are quoted so that nothing in them is
 * special.
 */
export function launchOf(argv: readonly string[], env: Environment, machine: Machine = HERE): Launch {
  const [command = '', ...args] = argv;
  if (machine.platform !== 'win32') return { file: command, args, verbatim: false };
  const file = inPath(command, env, machine) ?? command;
  if (!/\.(?:cmd|bat)$/i.test(file)) return { file, args, verbatim: false };
  const line = [escaped(win32.normalize(file)), ...args.map(forBatch)].join(' ');
  return { file: variable(env, 'COMSPEC') ?? 'cmd.exe', args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

function inPath(command: string, env: Environment, { isThere }: Machine): string | undefined {
  const endings = (variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(Boolean);
  const folders = /[\\/]/.test(command) ? [''] : ['', ...(variable(env, 'PATH') ?? '').split(';').filter(Boolean)];
  const names = win32.extname(command) === '' ? endings.map(ending => command + ending.toLowerCase()) : [command];
  return folders.flatMap(folder => names.map(name => win32.join(folder, name))).find(isThere);
}

/** Windows does not mind the letter case of names of variables; an object does. */
function variable(env: Environment, name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}

/**
 * One argument as both cmd.exe and the program that a batch file hands it to read it: quoted as the C runtime wants it,
 * then every character that cmd.exe minds escaped twice, because a batch file's %* is read once more.
 */
function forBatch(text: string): string {
  const quoted = `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
  return escaped(escaped(quoted));
}

const escaped = (text: string): string => text.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&');
