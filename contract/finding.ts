/** `warned`: a `should` that is not met. `broken`: our own trouble, never counted as the subject's. */
export const VERDICTS = ['passed', 'warned', 'review', 'cannot-verify', 'failed', 'broken'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Something that is not as it should be, or could not be seen. */
export type Finding = {
  readonly expected: string;
  readonly seen: string;
  /** `failed` unless it says otherwise: less grave, a person must decide, or nobody can tell from here. */
  readonly verdict?: 'failed' | 'warned' | 'review' | 'cannot-verify';
  /** Numbers of the exchanges that show it. */
  readonly exchanges?: readonly number[];
};

/** A warning is something that is wrong, and is not hidden by something that a person has yet to decide or nobody could see. */
const BY_GRAVITY: readonly Verdict[] = ['passed', 'review', 'cannot-verify', 'warned', 'failed', 'broken'];

/** The gravest of them; `passed` where there is none. */
export function gravest(verdicts: readonly Verdict[]): Verdict {
  return BY_GRAVITY[Math.max(0, ...verdicts.map(verdict => BY_GRAVITY.indexOf(verdict)))] ?? 'passed';
}
