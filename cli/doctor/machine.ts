import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { packageRoot } from '../version.js';
import { whyNot } from '../why-not.js';
import { bad, type Finding, ok, warn } from './finding.js';

/** Whether this Node is one that package.json asks for. */
export function nodeFinding(found: string = process.versions.node): Finding {
  const wanted = wantedNode();
  const [now, least] = [found, wanted].map(numbersIn);
  const at = least?.findIndex((part, n) => part !== (now?.[n] ?? 0)) ?? -1;
  const isOld = at !== -1 && (now?.[at] ?? 0) < (least?.[at] ?? 0);
  return isOld
    ? bad('node', `Node ${found} is too old. Install Node ${wanted} or newer from https://nodejs.org.`)
    : ok('node', `${found} (${wanted} or newer is wanted)`);
}

const numbersIn = (version: string): readonly number[] => version.split('.').map(Number);

function wantedNode(): string {
  const { engines }: { engines?: { node?: string } } = JSON.parse(
    readFileSync(join(packageRoot(), 'package.json'), 'utf8'),
  );
  return engines?.node?.replace(/^\D+/, '') ?? '0';
}

/** No release of this package is older: a clock that says so is wrong. */
const FIRST_RELEASE = Date.UTC(2025, 0, 1);
const TOLERANCE_MS = 5_000;

/** The clock of this machine, beside that of its files. `zone` does not matter to anything here, and is told for logs. */
export function clockFinding(now: number, writtenAt: number | undefined, zone: string): Finding {
  const said = Number.isNaN(now) ? 'nothing' : new Date(now).toISOString();
  if (!(now > FIRST_RELEASE))
    return bad(
      'clock',
      `It says ${said}, so certificates and tokens would be refused. Set the clock of this machine (NTP).`,
    );
  const apart = writtenAt === undefined ? 0 : Math.abs(now - writtenAt);
  if (apart > TOLERANCE_MS)
    return warn(
      'clock',
      `It says ${said}; files written now are dated ${Math.round(apart / 1000)} s apart. Set the clock of this machine, or of the one its disk is on (NTP).`,
    );
  return ok('clock', `${said}, time zone ${zone}`);
}

export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Writes a file and takes it away again. `writtenAt` is the date it got. */
export function temporaryFinding(): { readonly found: Finding; readonly writtenAt?: number } {
  const parent = tmpdir();
  try {
    const folder = mkdtempSync(join(parent, 'sims-doctor-'));
    try {
      const file = join(folder, 'now');
      writeFileSync(file, '');
      return { found: ok('folder', `temporary files go to ${parent}`), writtenAt: statSync(file).mtimeMs };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    const mend = 'Set TMPDIR (on Windows TEMP) to a folder that can be written to';
    return { found: bad('folder', `No temporary file can be written in ${parent}: ${whyNot(error)}. ${mend}.`) };
  }
}

/** Where keys and the CA of this user are kept, or will be: nothing is made. */
export function dataFinding(folder: string): Finding {
  const there = nearest(folder);
  try {
    if (!statSync(there).isDirectory()) throw new Error(`${there} is no folder`);
    accessSync(there, constants.W_OK);
    return ok('folder', there === folder ? `data is kept in ${folder}` : `data will be kept in ${folder}`);
  } catch (error) {
    const mend = 'Set XDG_DATA_HOME to a folder that can be written to';
    return bad('folder', `Data cannot be kept in ${folder}: ${whyNot(error)}. ${mend}.`);
  }
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** What guides and banners tell people to type. */
const TOOLS = ['npx', 'curl'];

export function toolsFinding(path: string = process.env['PATH'] ?? ''): Finding {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const isThere = (name: string) =>
    path
      .split(delimiter)
      .some(folder => folder !== '' && endings.some(ending => existsSync(join(folder, name + ending))));
  const missing = TOOLS.filter(name => !isThere(name));
  return missing.length === 0
    ? ok('tools', `${TOOLS.join(' and ')} are in PATH`)
    : warn(
        'tools',
        `${missing.join(' and ')} cannot be found in PATH; only the lines that you are told to paste need it.`,
      );
}
