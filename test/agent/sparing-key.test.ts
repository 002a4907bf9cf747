import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sparing } from '../../agent/commands/sparing-key.js';
import { StoreUnreadable } from '../../agent/errors.js';
import { masterKey } from '../../agent/vault/keys.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A key program that takes 8 s, and when it was started, in seconds. */
function slowProgram(name: string, answer = async () => masterKey(Buffer.alloc(32, 1))) {
  const startedAt: number[] = [];
  const open = async () => {
    startedAt.push(Math.round(performance.now() / 1_000) - zero);
    await new Promise(resolve => setTimeout(resolve, 8_000));
    return answer();
  };
  const zero = Math.round(performance.now() / 1_000);
  return { source: sparing({ name, open }), startedAt };
}

/** Asks once a second and does not wait for the answer, as one does who looks whether the vault has changed. */
async function askFor(seconds: number, { open }: ReturnType<typeof sparing>): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    open().catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

describe('a key program', () => {
  test('When the vault is looked at every second, then one runs at a time, and rests double to a minute', async () => {
    const { source, startedAt } = slowProgram('exec:kms');
    await askFor(300, source);
    // 8 s each, and then 1, 2, 4 … 60 s.
    expect(startedAt).toEqual([0, 9, 19, 31, 47, 71, 111, 179, 247]);
  });

  test('When it fails, then it rests as well, and who asks meanwhile hears the same', async () => {
    const fail = async () => {
      throw new StoreUnreadable('no_key', 'No key.');
    };
    const { source, startedAt } = slowProgram('exec:kms', fail);
    await askFor(20, source);
    expect(startedAt).toEqual([0, 9, 19]);
    const heard = expect(source.open()).rejects.toThrow('No key.');
    await vi.advanceTimersByTimeAsync(8_000);
    await heard;
  });

  test('When nobody asked for a while, then the next rest is short again', async () => {
    const { source, startedAt } = slowProgram('exec:kms');
    await askFor(60, source);
    await vi.advanceTimersByTimeAsync(400_000);
    startedAt.length = 0;
    await askFor(12, source);
    expect(startedAt).toEqual([460, 469]);
  });

  test('When the key is a file, then it is read each time: that costs nothing', async () => {
    const { source, startedAt } = slowProgram('file:/key');
    await askFor(5, source);
    expect(startedAt).toEqual([0, 1, 2, 3, 4]);
  });
});
