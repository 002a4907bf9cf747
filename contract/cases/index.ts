import type { Case } from '../case.js';
import { SNAP } from './snap.js';

/** Every case, in the order of its family and number. */
export const CASES: readonly Case[] = [...SNAP];
