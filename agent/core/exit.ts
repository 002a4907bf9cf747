/** What a run can end with once it has started. 64 and 78 come before anything starts; 1 is a bug. */
export type RunExit = 0 | 2 | 3 | 4 | 5 | 6 | 11 | 12;

const precedence: readonly RunExit[] = [12, 11, 5, 6, 4, 3, 2, 0];

/** The one code to end with when several apply: 12 > 11 > 5 > 6 > 4 > 3 > 2 > 0. */
export const worstExit = (codes: readonly RunExit[]): RunExit => precedence.find(code => codes.includes(code)) ?? 0;
