import { syncOnly } from '../act.js';
import type { Case } from '../case.js';
import { moment } from '../seen.js';
import { asksOnceEach, asksOptimally, paced, sharesConnections } from './eff-judges.js';

/** Efficiency: what a cycle costs the service. The figures of the report are taken from the same rounds. */
export const EFF: readonly Case[] = [
  {
    id: 'EFF-01',
    level: 'should',
    says: 'The agent makes no more than 2 + N calls and one token request in a cycle over N schools, retries that faults called for aside.',
    means: 'The product asks the service for what it needs and no more.',
    clauses: ['S000-11'],
    looksAt: ['counts'],
    mend: 'Read the list once, or twice to be sure of it, Clients once for each authorised school, and use one token for all of it.',
    rounds: [
      {
        name: 'healthy',
        tells: 'Thirty schools use the product. Nothing goes wrong.',
        weather: { world: 'academy-trust' },
        acts: [syncOnly('first')],
        judge: seen => asksOptimally(moment(seen, 'first')),
      },
    ],
  },
  {
    id: 'EFF-02',
    level: 'should',
    says: 'The agent stays under 5 calls a second on average, or a limit stated by the integrator, and uses few connections again and again.',
    means: 'A nightly copy takes its time, so that the service stays quick for everybody.',
    clauses: ['S000-11', 'G'],
    looksAt: ['times', 'counts'],
    mend: 'Space the calls (5 a second are enough for 18,000 schools in an hour; --rate states another limit), and make them all with one HTTP client with keep-alive.',
    rounds: [
      {
        name: 'at-its-own-pace',
        // With fewer, a burst would hide an agent that is half as fast again as it may be; 200 would take everybody 40 seconds.
        tells: 'Forty schools use the product. Nothing goes wrong, and the clock is the real one.',
        weather: { world: 'academy-trust', clock: 'real', begins: [{ kind: 'estate.grown', by: 10 }] },
        tempo: 'production',
        acts: [syncOnly('first')],
        judge: seen => [...paced(moment(seen, 'first'), seen), ...sharesConnections(moment(seen, 'first'))],
      },
    ],
  },
  {
    id: 'EFF-03',
    level: 'should',
    says: 'The agent does not ask for the same school twice in a cycle without cause.',
    means: 'No school’s credentials travel more often than they must.',
    clauses: ['S000-11'],
    looksAt: ['counts'],
    mend: 'Keep what a Clients call answered until the cycle is over; ask again only where the answer was an error.',
    rounds: [
      {
        name: 'healthy',
        tells: 'Eleven schools use the product. Nothing goes wrong.',
        weather: { begins: [{ kind: 'estate.grown', by: 8 }] },
        acts: [syncOnly('first')],
        judge: seen => asksOnceEach(moment(seen, 'first'), seen),
      },
    ],
  },
];
