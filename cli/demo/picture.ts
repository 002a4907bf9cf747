import type { Holding, Position, RecordedMoment, RecordedScene } from '../../mock-server/index.js';
import { paint, printable, type Terminal } from '../terminal.js';
import { timesOf } from './asked.js';
import type { Telling } from './telling.js';

const LABEL = 17;
const SAFE = 'Why that is safe:';
/** Of schools that fare alike; fewer of those that are as they were, where there is news. */
const MOST_ALIKE = 4;
const FEW = 2;

/** One picture as lines for a terminal of this width. */
export function pictureLines(out: Terminal, telling: Telling, at: Position, width: number): string[] {
  const scenes = telling.scenes();
  const scene = scenes[at.scene];
  const moment = scene?.moments[at.moment];
  if (!scene || !moment) return [];
  const number = telling.pictures.findIndex(p => p.scene === at.scene && p.moment === at.moment) + 1;
  const part = (label: string, lines: readonly string[]) => labelled(out, label, lines, width);
  return [
    paint(out, 'dim', '─'.repeat(width)),
    `${paint(out, 'bold', `Scene ${at.scene + 1} of ${scenes.length}: ${scene.title}`)}  ${paint(out, 'dim', `(picture ${number} of ${telling.pictures.length})`)}`,
    ...wrapped(scene.cause, width),
    '',
    paint(out, 'cyan', moment.name.charAt(0).toUpperCase() + moment.name.slice(1)),
    ...(moment.tells === null ? [] : wrapped(moment.tells, width)),
    '',
    ...part('What happened', moment.happened),
    ...part('What it asked', askedLines(moment)),
    ...part('What it decided', moment.decided),
    ...proofLines(out, moment, width),
    '',
    ...verdictLines(out, scene, moment, width),
    ...wrapped(`Why that is safe: ${scene.safe}`, width).map((line, i) =>
      i === 0 ? line.replace(SAFE, paint(out, 'bold', SAFE)) : line,
    ),
  ];
}

function askedLines({ asked }: RecordedMoment): string[] {
  if (asked.length === 0) return ['Nothing: it did not speak to the service.'];
  return asked.map((each, i) => {
    const trouble = each.trouble === null ? '' : `: ${each.trouble}`;
    return `${i + 1}. ${each.says}${timesOf(each)}${trouble}`;
  });
}

const COLOURS = { same: 'dim', new: 'cyan', replaced: 'cyan', gone: 'cyan', kept: 'yellow', wrong: 'red' } as const;

function proofLines(out: Terminal, moment: RecordedMoment, width: number): string[] {
  const groups = groupsOf(moment.holdings);
  const rows = groups.flatMap(group => group.rows);
  const name = Math.min(Math.max(10, ...rows.map(({ school }) => school.length)), Math.max(20, width - 50));
  const line = (a: string, b: string, c: string) => `${cut(a, name).padEnd(name)}  ${b.padEnd(9)} ${c.padEnd(9)}`;
  const print = (prints: readonly string[]) =>
    prints.length === 0 ? '–' : `${prints[0]}${prints.length > 1 ? '+' : ''}`;
  return [
    `${paint(out, 'bold', 'Proof'.padEnd(name + 2))}  ${paint(out, 'dim', `${'it holds'.padEnd(9)} is true`)}`,
    ...groups.flatMap(({ rows, more }) => [
      ...rows.map(
        ({ school, holds, truth, mark, says }) =>
          `  ${line(printable(school), print(holds), print(truth))} ${paint(out, COLOURS[mark], says)}`,
      ),
      ...(more === null ? [] : [`  ${paint(out, COLOURS[more.mark], `and ${more.count} more: ${more.says}`)}`]),
    ]),
    ...wrapped(hintOf(moment), width - 2).map(each => `  ${paint(out, 'dim', each)}`),
    '',
    ...moment.checks.flatMap(({ says, held, seen }) => {
      const mark = held ? paint(out, 'green', '✔') : paint(out, 'red', '✘');
      const text = seen === null ? says : `${says}: seen ${printable(seen)}`;
      return wrapped(text, width - 4).map((each, i) => `  ${i === 0 ? mark : ' '} ${each}`);
    }),
    ...(moment.said === null ? [] : wrapped(`The agent said: ${moment.said}`, width - 4).map(each => `    ${each}`)),
  ];
}

/** What cannot be known from the table itself. */
function hintOf({ holdings }: RecordedMoment): string {
  const hint = 'Eight signs stand for a secret: the same secret looks the same, – is none.';
  const hasOwn = holdings.some(({ school }) => school.endsWith('(TI)'));
  return hasOwn ? `${hint} (TI): the supplier's own organisation.` : hint;
}

type Group = {
  readonly rows: readonly Holding[];
  /** Those like them that are not shown. */
  readonly more: { readonly count: number; readonly mark: Holding['mark']; readonly says: string } | null;
};

/** What changed or is not as it should be comes first; of schools that fare alike only a few are shown. */
function groupsOf(holdings: readonly Holding[]): Group[] {
  const news = holdings.filter(({ mark }) => mark !== 'same');
  const kinds = [...new Set([...news, ...holdings].map(({ says }) => says))];
  return kinds.flatMap(says => {
    const alike = holdings.filter(each => each.says === says);
    const [first] = alike;
    if (!first) return [];
    const most = first.mark === 'same' && news.length > 0 ? FEW : MOST_ALIKE;
    const count = alike.length > most + 1 ? most : alike.length;
    const more = count < alike.length ? { count: alike.length - count, mark: first.mark, says } : null;
    return [{ rows: alike.slice(0, count), more }];
  });
}

function verdictLines(out: Terminal, scene: RecordedScene, moment: RecordedMoment, width: number): string[] {
  if (scene.trouble !== null)
    return wrapped(`✘ Not played to its end: ${scene.trouble}`, width).map(each => paint(out, 'red', each));
  if (moment.state === 'unreached')
    return wrapped('✘ It never came to this: something before it did not hold.', width).map(each =>
      paint(out, 'red', each),
    );
  if (scene.state === 'failed' || moment.state === 'failed')
    return wrapped(`✘ DOES NOT HOLD: ${scene.proof}`, width).map(each => paint(out, 'red', each));
  if (scene.state === 'held') return wrapped(`✔ PROVEN: ${scene.proof}`, width).map(each => paint(out, 'green', each));
  return wrapped('✔ So far everything holds.', width).map(each => paint(out, 'green', each));
}

function labelled(out: Terminal, label: string, lines: readonly string[], width: number): string[] {
  const all = lines.flatMap(line => hanging(line, width - LABEL));
  return all.map((line, i) => `${i === 0 ? paint(out, 'bold', label.padEnd(LABEL)) : ' '.repeat(LABEL)}${line}`);
}

/** Wrapped; what goes on after `1. ` stands below its text. */
function hanging(text: string, width: number): string[] {
  const indent = /^\d+\. /.test(text) ? '   ' : '';
  return wrapped(text, width - indent.length).map((line, i) => (i === 0 ? line : indent + line));
}

/** Lines of at most this many letters, broken between words. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text.replaceAll(/\s+/g, ' ')).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
