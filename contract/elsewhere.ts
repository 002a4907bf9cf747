import type { Step } from '../mock-server/index.js';

/** Stands for the port of the other host in the weather, which is written before there is one. */
const ANY_PORT = 1;

/** An address for the fault `redirect`: another port, or another name and port, than the service's. */
export const elsewhere = (host: '127.0.0.1' | 'localhost'): string => `http://${host}:${ANY_PORT}/elsewhere`;

/** Whether a round needs that other host. */
export const leadsAway = (steps: readonly Step[]): boolean => steps.some(({ fault }) => fault?.kind === 'redirect');

/** The steps with the true port in place of the written one. */
export function aimed(steps: readonly Step[], port: number): readonly Step[] {
  return steps.map(step =>
    step.fault?.kind === 'redirect'
      ? { ...step, fault: { ...step.fault, to: step.fault.to.replace(`:${ANY_PORT}/`, `:${port}/`) } }
      : step,
  );
}
