import { parseDuration } from '../world/index.js';
import { type Path, type Problem, wrongKey, wrongValue } from './problem.js';
import type { FaultFile } from './schema-faults.js';
import type { StepFile } from './schema-steps.js';

/** What one step says that cannot be meant. */
export function senseStep(step: StepFile, clock: 'manual' | 'real', path: Path): Problem[] {
  const problem = (key: string, wrong: boolean, message: string) => (wrong ? [wrongKey([...path, key], message)] : []);
  const { on, fault } = step;
  const asked = on.request !== undefined;
  return [
    ...senseTrigger(on, [...path, 'on']),
    ...senseOften(step, path),
    ...problem(
      'fault',
      fault !== undefined && !asked,
      'A fault strikes a request: say which in "on", as in { request: rap }.',
    ),
    ...problem('before', step.before === true && !asked, '"before" is about an answer; it needs a "request" in "on".'),
    ...problem('advance', step.advance !== undefined && clock === 'real', CLOCK),
    ...(fault === undefined ? [] : senseFault(fault, on.request, [...path, 'fault'])),
  ];
}

/** Said wherever a file moves a clock that cannot be moved. */
export const CLOCK = 'The real clock cannot be moved; set "clock: manual" at the top, or leave "advance" out.';

function senseTrigger(on: StepFile['on'], path: Path): Problem[] {
  const said = (['request', 'elapsed', 'manual'] as const).filter(key => on[key] !== undefined);
  const [, second] = said;
  if (second !== undefined) {
    return [
      wrongKey(
        [...path, second],
        `Either "${said.join('" or "')}": a step has one trigger. Use "after" to make one wait for another.`,
      ),
    ];
  }
  const luckless = senseChance(on);
  if (luckless !== undefined) return [wrongKey([...path, 'chance'], luckless)];
  const about = ['rap.sites', 'sts.discovery', 'sts.jwks'].find(request => request === on.request);
  if (on.site === undefined || about === undefined) return [];
  return [wrongKey([...path, 'site'], `${about} is about no single school; leave "site" out, or use rap.clients.`)];
}

function senseChance({ chance, request, elapsed, manual, after }: StepFile['on']): string | undefined {
  if (chance === undefined || request !== undefined) return undefined;
  const own = elapsed !== undefined ? 'elapsed' : manual !== undefined ? 'manual' : undefined;
  if (own) return `"chance" is about requests, or about the step named by "after" alone; leave "${own}" out.`;
  return after === undefined ? '"chance" says nothing without "request" or "after"; add one.' : undefined;
}

function senseOften(step: StepFile, path: Path): Problem[] {
  const { on, times, fault } = step;
  const often = times ?? fault?.times;
  if (times !== undefined && fault?.times !== undefined) {
    return [wrongKey([...path, 'fault', 'times'], '"times" is said twice, for the step and in its fault; keep one.')];
  }
  if (on.every !== undefined && often === undefined) {
    return [
      wrongKey(
        [...path, 'on', 'every'],
        '"every" fires once unless the step says how often: add "times: always", or a number.',
      ),
    ];
  }
  if (on.elapsed !== undefined && often !== undefined && often !== 1 && parseDuration(on.elapsed) === 0) {
    return [
      wrongValue(
        [...path, 'on', 'elapsed'],
        'A step that repeats needs some time in between: write a longer "elapsed".',
      ),
    ];
  }
  return [];
}

const LISTS_ONLY: readonly string[] = ['empty', 'duplicate', 'shuffle', 'novelty'];

function senseFault(fault: FaultFile, request: StepFile['on']['request'], path: Path): Problem[] {
  const rows = fault.kind === 'truncated' && fault.form === 'valid-json';
  if (request?.startsWith('sts') && (rows || LISTS_ONLY.includes(fault.kind))) {
    return [
      wrongValue(
        [...path, 'kind'],
        `Only RAP answers with lists: "${fault.kind}" has no rows to work on at the STS. Use request: rap.`,
      ),
    ];
  }
  if (fault.kind !== 'truncated' || fault.rows === undefined) return [];
  if (!rows)
    return [
      wrongKey(
        [...path, 'rows'],
        '"rows" needs "form: valid-json"; for the other forms say "keep", a share of the bytes.',
      ),
    ];
  if (fault.keep === undefined) return [];
  return [wrongKey([...path, 'rows'], 'Either "keep" or "rows" says how much arrives; keep one.')];
}
