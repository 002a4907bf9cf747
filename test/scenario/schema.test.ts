import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { check } from '../../mock-server/scenario/check.js';
import type { FaultKind } from '../../mock-server/scenario/index.js';
import type { Rule } from '../../mock-server/scenario/rule.js';
import { publishedSchema, ScenarioSchema } from '../../mock-server/scenario/schema.js';
import { CHANGE_SCHEMAS } from '../../mock-server/scenario/schema-changes.js';
import type { FaultFile } from '../../mock-server/scenario/schema-faults.js';
import { CHANGE_KINDS, type ChangeArguments, type ChangeKind } from '../../mock-server/world/index.js';

/** Lists as a schema writes them; everything else to the letter, what may be left out included. */
type Written<T> = { [P in keyof T]: T[P] extends readonly string[] | undefined ? string[] : T[P] };
type Schemas = { [K in ChangeKind]: Static<(typeof CHANGE_SCHEMAS)[K]> };
type World = { [K in ChangeKind]: Written<ChangeArguments[K]> };

describe('the schema', () => {
  test('When the world knows a kind of change, then a scenario may say exactly what the world takes', () => {
    expectTypeOf<Schemas>().toExtend<World>();
    expectTypeOf<World>().toExtend<Schemas>();
    expectTypeOf<{ [K in ChangeKind]: keyof Schemas[K] }>().toEqualTypeOf<{ [K in ChangeKind]: keyof World[K] }>();
    expect(Object.keys(CHANGE_SCHEMAS)).toEqual(CHANGE_KINDS);
  });

  test('When the engine knows a kind of fault, then a scenario may say it', () => {
    expectTypeOf<FaultFile['kind']>().toEqualTypeOf<FaultKind>();
  });

  test('When the schema changes, then the published file says the same (vitest -u writes it anew)', async () => {
    await expect(publishedSchema()).toMatchFileSnapshot('../../scenarios/scenario.schema.json');
  });
});

const compiled = Compile(ScenarioSchema);
const valid = { id: 'a', title: 'A', tells: 'A.' };
const step = { name: 's', on: { request: 'rap.sites' } };

describe('the checker written by hand', () => {
  test.each<[object]>([
    [valid],
    [{ ...valid, steps: [{ ...step, fault: { kind: 'status', status: 503, times: 'always' } }] }],
    [{ ...valid, steps: [{ ...step, change: { 'signingKey.rolled': {} } }] }],
    [{ ...valid, steps: [{ ...step, change: [{ 'site.recoded': { site: 'a', dfeCode: null } }] }] }],
    [{ ...valid, policy: { anything: [1, { goes: null }] }, switches: { a: 1, b: true, c: 'x' } }],
    [
      {
        ...valid,
        syncs: [{ run: 'sync', expect: { exit: [0, 3], stores: ['a'], requests: { 'sts.token': { max: 1 } } } }],
      },
    ],
    [{}],
    [{ ...valid, id: 'Not Kebab' }],
    [{ ...valid, extra: 1 }],
    [{ ...valid, title: '' }],
    [{ ...valid, seed: -1 }],
    [{ ...valid, seed: 1.5 }],
    [{ ...valid, steps: [{ ...step, on: {} }] }],
    [{ ...valid, steps: [{ ...step, on: { nth: 2, manual: true } }] }],
    [{ ...valid, steps: [{ ...step, change: {} }] }],
    [{ ...valid, steps: [{ ...step, change: [] }] }],
    [{ ...valid, steps: [{ ...step, change: { 'site.removed': { site: 'a' }, 'site.approved': { site: 'a' } } }] }],
    [{ ...valid, steps: [{ ...step, fault: { kind: 'status' } }] }],
    [{ ...valid, steps: [{ ...step, fault: { kind: 'reset', status: 500 } }] }],
    [{ ...valid, steps: [{ ...step, times: 0 }] }],
    [{ ...valid, steps: { ...step } }],
    [{ ...valid, switches: { a: null } }],
    [{ ...valid, syncs: [{ run: 'sync', expect: { stores: 'wrld' } }] }],
    [[]],
  ])('When a file is %j, then it judges as a JSON Schema validator does', file => {
    expect(check(file, ScenarioSchema as object as Rule).length === 0).toBe(compiled.Check(file));
  });
});
