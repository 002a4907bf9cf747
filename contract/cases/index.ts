import type { Case } from '../case.js';
import { AUTH } from './auth.js';
import { CACHE } from './cache.js';
import { DEL } from './del.js';
import { EFF } from './eff.js';
import { RES } from './res.js';
import { SEC } from './sec.js';
import { SNAP } from './snap.js';

/** Every case, in the order of its family and number. */
export const CASES: readonly Case[] = [...AUTH, ...SNAP, ...DEL, ...CACHE, ...RES, ...EFF, ...SEC];
