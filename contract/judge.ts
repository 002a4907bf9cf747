import type { Case, Part, Round } from './case.js';
import { good } from './evidence.js';
import type { Finding, Verdict } from './finding.js';
import { gravest } from './finding.js';
import type { Level } from './requirement.js';
import type { Seen } from './seen.js';

/** Everything that is wrong with a round. What a judge of ours throws is our fault, and the caller's to tell. */
export function findingsOf(round: Round, seen: Seen): readonly Finding[] {
  const idle = takesPart(round.part ?? 'reads', seen);
  // Whoever does nothing breaks nothing: without taking part there is nothing to judge.
  return idle ? [idle] : round.judge(seen);
}

function takesPart(part: Part, { moments }: Seen): Finding | undefined {
  const all = moments.flatMap(({ exchanges }) => exchanges);
  if (part === 'none') return undefined;
  if (all.length === 0) return { expected: 'the agent asks the service for something', seen: 'no request at all' };
  if (part === 'asks') return undefined;
  const served = (operation: string) => good(all).some(each => each.operation === operation);
  const expected = 'the agent gets a token and reads the list of schools';
  if (!served('sts.token')) return { expected, seen: `no token: ${whyNot(all, 'sts.token')}` };
  if (!served('rap.sites')) return { expected, seen: `no list: ${whyNot(all, 'rap.sites')}` };
  return undefined;
}

function whyNot(
  all: readonly { operation: string; status: number | null; why: string | undefined }[],
  operation: string,
): string {
  const last = all.findLast(each => each.operation === operation);
  return last
    ? `${last.status ?? 'no answer'}${last.why === undefined ? '' : `, ${last.why}`}`
    : 'it never asked for one';
}

/** A broken `should` is a warning. */
export function verdictOf(level: Level, findings: readonly Finding[]): Verdict {
  return gravest(
    findings.map(({ verdict = 'failed' }) => (verdict === 'failed' && level === 'should' ? 'warned' : verdict)),
  );
}

/** A case is as good as its worst round; without a round that was really judged it has shown nothing. */
export function verdictOfCase(
  { level }: Pick<Case, 'level'>,
  rounds: readonly Verdict[],
  overall: readonly Finding[],
): Verdict {
  return gravest([...rounds, verdictOf(level, overall)]);
}
