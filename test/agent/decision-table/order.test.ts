// W43 without a network: whom a sweep reads first, and how long a report counts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inOrderOfNeed, settledReports } from '../../../agent/core/need.js';
import {
  committed,
  estate,
  evidenceOf,
  hour,
  org,
  planFor,
  start,
  vaultOf,
  without,
} from '../../support/agent/evidence.js';
import { failed } from './plan-row.js';

const schools = estate(4);
const full = vaultOf(schools);
const at = start + hour;
/** School 2 could not be read an hour later, so its evidence is the oldest. */
const second = committed(full, planFor(full, evidenceOf(schools, { clients: { 2: failed } }), at), at);
const all = [4, 3, 2, 1, 9].map(org);

test('When schools are to be read, then never read ones come first, then reported ones, then the oldest evidence', () => {
  expect(inOrderOfNeed(all, second, new Set())).toEqual([9, 2, 1, 3, 4].map(org));
  expect(inOrderOfNeed(all, second, new Set([org(4)]))).toEqual([9, 4, 2, 1, 3].map(org));
});

test('When anything is reported, then nobody is left out and nobody comes twice', () => {
  const some = fc.subarray([1, 2, 3, 4, 9, 77].map(org));
  fc.assert(
    fc.property(some, some, (asked, reported) => {
      expect([...inOrderOfNeed(asked, second, new Set(reported))].sort()).toEqual([...asked].sort());
    }),
  );
});

test('When a reported school was read, or is served no more, then the report is settled; when it could not be read, then not', () => {
  const gone = planFor(second, evidenceOf(without(schools, 1), { clients: { 2: failed } }), at + hour);
  const reported = new Set([1, 2, 3, 77].map(org));
  expect(settledReports(reported, gone.sites, at + hour)).toEqual([1, 3, 77].map(org));
});
