import {
  byHandSubject,
  checkUseUrl,
  direct,
  execSubject,
  openPull,
  type Subject,
  serveDoor,
  wordsOf,
} from '../../contract/index.js';
import { type Settings, textOf } from '../settings.js';
import { UsageError } from '../usage-error.js';
import { masked } from './masked.js';
import { personAt } from './person.js';

/** An agent to be judged, and how its door is closed. */
export type Door = {
  readonly subject: Subject;
  /** Rounds side by side that it bears; undefined: as many as one likes. */
  readonly mostAtOnce?: number;
  /** All rounds wait at once, in whatever order they are asked for. */
  readonly all?: true;
  /** What is to be told before anything begins. */
  readonly says: readonly string[];
  /** A case is over. */
  over(id: string): void;
  close(): Promise<void>;
};

const WAYS = ['exec', 'pull', 'by-hand'];
const nothing = { over: () => {}, close: async () => {} };

/** @throws UsageError or SubjectError for settings that cannot be meant; nothing has been started then. */
export function checkSubject(settings: Settings): void {
  const { given } = settings;
  const ways = WAYS.filter(way => given[way] !== undefined);
  const [one, other] = ways.map(settings.nameOf);
  if (one === undefined)
    throw new UsageError(
      'Say how to run one sync of your agent: --exec "node agent.mjs sync" (or --pull, --by-hand; see --help).',
    );
  if (other !== undefined) throw new UsageError(`Give ${one} or ${other}, not both.`);
  for (const name of ['dump', 'serve'].filter(each => given[each] !== undefined && given['exec'] === undefined))
    throw new UsageError(`${settings.nameOf(name)} goes with --exec: with ${one} the agent is not started from here.`);
  for (const name of ['exec', 'dump', 'serve']) commandIn(settings, name);
  checkUseUrl(textOf(settings, 'url'), given['serve'] !== undefined);
}

/** Opens the way to the agent. `cases` are the ids that will be judged. */
export async function openSubject(settings: Settings, cases: readonly string[]): Promise<Door> {
  const { exec = [], dump, serve: command, notes } = commandsIn(settings);
  const serve = serveDoor({ command, url: textOf(settings, 'url') });
  if (settings.given['pull'] === true) {
    const door = await openPull();
    return { ...door, subject: { ...door.subject, serve }, all: true, says: saysOfPull(door.url, cases) };
  }
  if (settings.given['by-hand'] === true) {
    const person = personAt(process.stdin, process.stdout);
    return { ...nothing, ...person, subject: { ...byHandSubject(person), serve }, mostAtOnce: 1, says: [] };
  }
  const name = masked(commandIn(settings, 'exec')?.join(' ') ?? '');
  return { ...nothing, subject: execSubject({ sync: exec, dump, name }, serve), says: notes };
}

/** The commands as they are started, and what is to be told of that. */
function commandsIn(settings: Settings) {
  const [exec, dump, serve] = ['exec', 'dump', 'serve'].map(name => {
    const given = commandIn(settings, name);
    return given && direct(given, process.cwd());
  });
  const notes = new Set([exec, dump, serve].flatMap(each => each?.note ?? []));
  return { exec: exec?.argv, dump: dump?.argv, serve: serve?.argv, notes: [...notes] };
}

function commandIn(settings: Settings, name: string): readonly string[] | undefined {
  const command = textOf(settings, name);
  return command === undefined ? undefined : wordsOf(command, settings.nameOf(name));
}

function saysOfPull(url: string, cases: readonly string[]): readonly string[] {
  return [
    'GET a turn, run one sync with its variables, POST {"exit": …, "dump": […]} to the same address, until it says done.',
    `${url}  any case`,
    ...cases.map(id => `${url}${id}`),
    '',
  ];
}
