import { expect, test } from 'vitest';
import { createEmitter } from '../../mock-server/events.js';
import { createHistory } from '../../mock-server/history.js';

test('When the world moves more often than is kept, then the newest moves are told in order', () => {
  const emitter = createEmitter();
  const history = createHistory(emitter, 4);
  for (let version = 1; version <= 11; version += 1) {
    emitter.emit({ type: 'replaced', at: 0, version });
    emitter.emit({ type: 'clock', at: 0 });
    expect(history.list().length).toBe(Math.min(version, 4));
  }
  expect(history.list().map(({ version }) => version)).toEqual([8, 9, 10, 11]);
});
