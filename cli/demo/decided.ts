import type { Holding, HoldingMark } from '../../mock-server/index.js';
import { counted, named } from './school-words.js';
import type { SeenRun } from './watched-subject.js';

/** What the agent made of what it saw: from how it ended, what it said, and what it holds now and did not before. */
export function decidedIn(run: SeenRun | undefined, holdings: readonly Holding[]): string[] {
  if (!run) return ['The agent was left alone.'];
  const [command] = run.words;
  if (command === 'approve') return approving(run, holdings);
  const changes = changesIn(holdings);
  const all = [...approved(run), ...changes, ...ending(run, holdings, changes.length > 0)];
  if (all.length > 0) return all;
  if (!run.report) return untold(holdings);
  const isWrong = holdings.some(({ mark }) => mark === 'wrong');
  const nothing = isWrong ? 'It changes nothing.' : 'There is nothing new, so it changes nothing.';
  return [command === 'plan' ? 'Asked for its plan, it has nothing to do.' : nothing];
}

/** Another agent prints no report, and then only what it holds speaks for it, where that can be read. */
function untold(holdings: readonly Holding[]): string[] {
  const asItWas = holdings.length > 0 && holdings.every(({ mark }) => mark === 'same');
  return ['This agent has not told what it decided.', ...(asItWas ? ['What it holds is as it was.'] : [])];
}

/** Schools whose credentials wait for a person's word. */
const keptOf = (holdings: readonly Holding[]): readonly string[] =>
  holdings.filter(({ mark, holds }) => mark === 'kept' && holds.length > 0).map(({ school }) => school);

function approving({ exit }: SeenRun, holdings: readonly Holding[]): string[] {
  const kept = keptOf(holdings);
  if (exit !== 0) return [`The approval was not taken (exit code ${exit ?? 'none'}).`];
  return [
    kept.length > 1
      ? `A person approves exactly what the agent held back: that these ${kept.length} have left.`
      : `A person approves exactly what the agent held back${kept.length === 1 ? `: that ${named(kept)} has left` : ''}.`,
    'Nothing changes yet: the next run looks at the facts again first.',
  ];
}

function approved({ report }: SeenRun): string[] {
  if (typeof report?.approved !== 'string') return [];
  return ['What it found is exactly what was approved, so it acts on it.'];
}

function changesIn(holdings: readonly Holding[]): string[] {
  const of = (mark: HoldingMark) => holdings.filter(each => each.mark === mark).map(each => each.school);
  const [added, replaced, gone] = [of('new'), of('replaced'), of('gone')];
  return [
    ...(added.length > 0 ? [`It stores the credentials of ${named(added)}, and hands them out from now on.`] : []),
    ...(replaced.length > 0 ? [`It takes over the new secret of ${named(replaced)}.`] : []),
    ...(gone.length > 0 ? [`It no longer hands out the credentials of ${named(gone)}.`] : []),
  ];
}

function ending({ exit, report }: SeenRun, holdings: readonly Holding[], changed: boolean): string[] {
  switch (exit) {
    case 0:
    case 2:
      return [];
    case 3:
      return ["One school's answer did not come whole, so that school is kept as it was."];
    case 4:
      return [...(changed ? [] : ['It takes nothing away.']), ...heldBack(report, keptOf(holdings))];
    case 5:
      return ["The service refuses the supplier's own credentials. It stops, and says so."];
    case 6:
      return ['It got no clear answer, so it changes nothing, and tries again later.'];
    default:
      return [`It ended with ${exit === null ? 'a signal' : `exit code ${exit}`}.`];
  }
}

function heldBack(report: SeenRun['report'], kept: readonly string[]): string[] {
  const hold = report?.hold;
  return [
    whyHeld(
      hold?.guards.find(({ count }) => count > 0),
      kept,
    ),
    ...(hold
      ? [`It names the command that approves this and nothing else: npx sims-agent approve ${hold.digest.slice(0, 12)}`]
      : []),
  ];
}

type Guard = NonNullable<NonNullable<SeenRun['report']>['hold']>['guards'][number];

/** A guard counts what left earlier the same day too, which is why a single school may be one too many. */
function whyHeld(guard: Guard | undefined, kept: readonly string[]): string {
  if (!guard) return 'It keeps their credentials and asks a person.';
  const { count, of } = guard;
  const all = counted(of, 'organisation');
  if (kept.length === 1 && count > 1)
    return `${named(kept)} would be the ${ordinal(count)} of ${all} to go within a day; its credentials are kept until a person decides.`;
  return `${count} of ${all} would go: too many to believe. It keeps their credentials and asks a person.`;
}

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth'];
const ordinal = (count: number): string => ORDINALS[count] ?? `number ${count}`;
