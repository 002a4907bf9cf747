import { expect, test } from 'vitest';
import { figuresOf } from '../../contract/figures.js';
import { held, type Made, momentOf, SCHOOLS, seenOf, walk } from './made-up.js';

const at = (made: readonly Made[], step = 10) =>
  seenOf([
    momentOf(
      'first',
      made.map((each, n) => ({ ...each, arrivedAt: n * step, answeredAt: n * step + 1 })),
    ),
  ]);

test('When nothing was measured, then there are no figures', () => {
  expect(figuresOf(undefined, undefined)).toBeNull();
  expect(figuresOf(at([]), undefined)).toBeNull();
});

test('When a cycle is as it should be, then its figures say so and advise nothing', () => {
  expect(figuresOf(at(walk()), at(walk(), 500))).toEqual({
    schools: 3,
    calls: 4,
    optimum: 5,
    tokensMade: 1,
    tokensNeeded: 1,
    repeated: 0,
    connections: 1,
    callsPerConnection: 5,
    callsPerSecond: 2,
    peakPerSecond: 2,
    advice: [],
  });
});

test('When a cycle asks for everything twice, then each figure that could be better has a sentence with its numbers', () => {
  const twice = [...walk(), ...walk(), ...walk()];
  const own = twice.map((each, connection) => ({ ...each, connection }));
  expect(figuresOf(at(own), at(own))?.advice).toEqual([
    expect.stringContaining('Make 7 calls less'),
    expect.stringContaining('Ask for 1 instead of 3 tokens'),
    expect.stringContaining('6 Clients calls were for schools already read'),
    expect.stringContaining('Use 10 connections at most instead of 15'),
    expect.stringContaining('Slow down from 12 to 5 calls a second'),
  ]);
});

test('When the integrator states a limit, then its own limit is what the speed is held against', () => {
  const fast = at([...walk(), ...walk(), ...walk()]);
  const advice = (rate: number) => figuresOf(fast, { ...fast, rate })?.advice.join(' ');
  expect(advice(6)).not.toContain('Slow down');
  expect(advice(5)).toContain('Slow down from 12 to 5');
});

test('When a school has two clients, then it is one school', () => {
  const truth = [...held(), ...held(SCHOOLS.slice(0, 1))];
  expect(figuresOf(seenOf([momentOf('first', walk(), { truth })]), undefined)?.schools).toBe(3);
});
