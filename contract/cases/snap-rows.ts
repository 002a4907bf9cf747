import { begin, change, end, sync, syncOnly } from '../act.js';
import type { Case } from '../case.js';
import { moment } from '../seen.js';
import { given, oldOrNew, truthAfter } from '../stored.js';
import { mark, spell } from '../weather.js';

/** What rows may look like: their keys and labels, and what else stands in them. */
export const SNAP_ROWS: readonly Case[] = [
  {
    id: 'SNAP-04',
    level: 'must',
    says: 'The agent knows a school by its OrganisationId, in any letter case, and not by its Id, name or DfE code.',
    means: 'Schools that share a name, change it, or become an academy keep their own passwords.',
    clauses: ['S002-6'],
    looksAt: ['dump'],
    mend: 'Use OrganisationId as the only key, compared without regard to case. Id is 0 or moves, and names and codes are shared, change and may be missing.',
    rounds: [
      {
        name: 'letter-case',
        tells: 'The service writes ids in capitals, then as it pleases and some rows twice, then in small letters.',
        weather: {
          steps: [
            mark('as it pleases', { 'rap.guidCase': 'mixed', 'rap.duplicates': 'on' }),
            mark('small letters', { 'rap.guidCase': 'lower', 'rap.duplicates': 'off' }),
          ],
        },
        acts: [
          sync('capitals'),
          begin('as it pleases'),
          sync('mixed and twice'),
          begin('small letters'),
          sync('small'),
        ],
        judge: truthAfter('capitals', 'mixed and twice', 'small'),
      },
      {
        name: 'labels',
        tells: 'Schools come to share a name or a code, and then swap them.',
        weather: {
          begins: [
            { kind: 'site.renamed', site: 'oakfield', name: 'Greenfield Primary School' },
            { kind: 'site.renamed', site: 'riverside', name: 'Greenfield Primary School' },
            { kind: 'site.recoded', site: 'st-marys', dfeCode: '5012799' },
            { kind: 'site.recoded', site: 'riverside', dfeCode: '5012799' },
          ],
        },
        acts: [
          sync('shared'),
          change(
            { kind: 'site.renamed', site: 'riverside', name: "St Mary's Catholic Primary School" },
            { kind: 'site.renamed', site: 'st-marys', name: 'Greenfield Primary School' },
            { kind: 'site.recoded', site: 'oakfield', dfeCode: '5012799' },
            { kind: 'site.recoded', site: 'riverside', dfeCode: '5012798' },
          ),
          sync('swapped'),
        ],
        judge: truthAfter('shared', 'swapped'),
      },
      {
        name: 'numbers',
        tells:
          'Id counts the rows of the list. The supplier itself is no longer on it, so every number moves, while Riverside cannot be read.',
        weather: {
          switches: { 'rap.idField': 'sequence' },
          steps: [
            ...spell('no riverside', 'rap.clients', { kind: 'status', status: 500 }, { site: 'riverside' }),
            mark('the first row goes', { 'rap.tiRow': 'off' }),
          ],
        },
        acts: [
          syncOnly('numbered'),
          begin('no riverside'),
          sync('not read'),
          begin('the first row goes'),
          sync('renumbered'),
        ],
        judge: seen => {
          const [before, after] = [moment(seen, 'not read'), moment(seen, 'renumbered')];
          // Whether the row that is gone was let go is DEL-01's question.
          return given(before, seen, () => oldOrNew(after, [before.truth, after.truth], seen));
        },
      },
    ],
  },
  {
    id: 'SNAP-05',
    level: 'must',
    says: 'The agent is not upset by members it does not know, by nulls, or by OCPAIMKey being present, absent or changed.',
    means: 'A small addition to the service, or a school without a code, does not stop the passwords from arriving.',
    clauses: ['S002-5'],
    looksAt: ['dump'],
    mend: 'Read the members you need (OrganisationId, Authorised, ClientId, Secret) and let all others be anything, or absent. OCPAIMKey is to be ignored.',
    rounds: [
      {
        name: 'api-key',
        tells: 'Every credential comes with a key that nobody asked for. Then the key is another.',
        weather: { begins: [{ kind: 'application.keySet' }] },
        acts: [sync('a key'), change({ kind: 'application.keySet' }), sync('another key')],
        judge: truthAfter('a key', 'another key'),
      },
      {
        name: 'null-key',
        tells: 'Where the key would stand, every credential has null.',
        weather: { switches: { 'rap.ocpKeyUnset': 'null' } },
        acts: [sync('first')],
        judge: truthAfter('first'),
      },
      {
        name: 'empty-key',
        tells: 'Where the key would stand, every credential has an empty text.',
        weather: { switches: { 'rap.ocpKeyUnset': 'empty' } },
        acts: [sync('first')],
        judge: truthAfter('first'),
      },
      {
        name: 'odd-rows',
        tells:
          'Schools without a name, without codes, with letters of other alphabets; rows of schools that wait or are switched off.',
        weather: {
          world: 'awkward',
          switches: {
            'rap.guidCase': 'upper',
            'rap.duplicates': 'off',
            'rap.idField': 'null',
            'rap.description': 'null',
            'dom.niDfeCode': 'same-number',
          },
          // What other cases judge is left out: shared names, two credentials, no word about consent, an awkward secret.
          begins: [
            { kind: 'vendor.secretReset', partner: 'brightwater', secret: 'Kq4vX9mB2nT7wZ5r' },
            { kind: 'application.keyCleared', application: 'Brightwater Attendance' },
            ...['other-namesake', 'no-codes', 'two-clients', 'authorised-null'].map(site => ({
              kind: 'site.removed' as const,
              application: 'Brightwater Attendance',
              site,
            })),
          ],
        },
        acts: [sync('first')],
        judge: truthAfter('first'),
      },
      {
        name: 'unknown-members',
        tells: 'Every row of every list has members that nobody has heard of.',
        weather: { steps: spell('novelties', 'rap', { kind: 'novelty' }) },
        part: 'asks',
        acts: [begin('novelties'), sync('first'), end('novelties')],
        judge: truthAfter('first'),
      },
    ],
  },
];
