// A clock that was set back. What was written by then has a date still to come, which would make every age look young.
import { clockToleranceMs } from '../core/rest.js';
import { span } from './describe.js';

/** How far this machine's clock is behind the date of the current generation, ms; 0 where that is not worth a word. */
export const clockBehindMs = (createdAt: number, now: number): number =>
  createdAt - now > clockToleranceMs ? createdAt - now : 0;

/** The same in words, with what to do. */
export const clockInWords = (behindMs: number): string =>
  `This machine's clock is ${span(behindMs)} behind the last copy: it is wrong now, or was then. Set it right (NTP), then run: sims-agent sync`;
