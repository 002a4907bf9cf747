import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openKeys, wishOf, wishOfKey } from '../../../cli/demo/keys.js';

test.each([
  ['', 'next'],
  ['n', 'next'],
  [' B ', 'back'],
  ['quit', 'quit'],
  ['3', { scene: 3 }],
  ['0', undefined],
  ['hello', undefined],
])('When the line %j is typed, then the wish is %j', (line, wish) => {
  expect(wishOf(line)).toEqual(wish);
});

test.each([
  [{ name: 'return', sequence: '\r' }, 'next'],
  [{ name: 'space', sequence: ' ' }, 'next'],
  [{ name: 'right', sequence: '\u001b[C' }, 'next'],
  [{ name: 'left', sequence: '\u001b[D' }, 'back'],
  [{ name: 'escape', sequence: '\u001b' }, 'quit'],
  [{ name: 'q', sequence: 'q' }, 'quit'],
  [{ sequence: '2' }, { scene: 2 }],
  [{ name: 'tab', sequence: '\t' }, undefined],
  [{ name: 'f1', sequence: '\u001bOP' }, undefined],
])('When the key %j is pressed, then the wish is %j', (key, wish) => {
  expect(wishOfKey(key)).toEqual(wish);
});

/** A terminal that notes whether it hands keys on raw. */
function terminal() {
  const raw: boolean[] = [];
  return { raw, input: Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) }) };
}

test('When keys are pressed in a terminal, then they come one by one, and the terminal is given back as it was', async () => {
  const { raw, input } = terminal();
  const keys = openKeys(input);
  input.write('\r');
  input.write('b');
  input.write('\u001b[C');
  input.write('q');
  expect([await keys.next(), await keys.next(), await keys.next(), await keys.next()]).toEqual([
    'next',
    'back',
    'next',
    'quit',
  ]);
  keys.close();
  expect([raw, input.listenerCount('keypress')]).toEqual([[true, false], 0]);
});

test('When there is no terminal and the input ends, then that is a wish to quit', async () => {
  const input = new PassThrough();
  const keys = openKeys(input);
  input.end('n\n');
  expect([await keys.next(), await keys.next()]).toEqual(['next', 'quit']);
});
