import { EventEmitter, once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createHub, type Sink } from '../../mock-server/control/events/hub.js';
import { createHubs } from '../../mock-server/control/events/hubs.js';
import { bareHarness } from '../support/bare-harness.js';

/** A reader whose connection takes what it is told to take. */
function sink(unread = 0) {
  const texts: string[] = [];
  const made = {
    texts,
    destroyed: false,
    writableLength: unread,
    write: (text: string) => texts.push(text),
    destroy: () => {
      made.destroyed = true;
    },
  };
  return made satisfies Sink;
}

const turn = () => new Promise(resolve => setImmediate(resolve));
const roll = [{ kind: 'signingKey.rolled' }] as const;

test('When many things happen in one turn, then a reader is written to once', async () => {
  const harness = bareHarness();
  const hub = createHub(harness);
  const reader = sink();
  hub.join(reader, {});
  for (let i = 0; i < 5; i++) harness.commit(roll, 'test');
  await turn();
  expect(reader.texts).toHaveLength(1);
  expect(reader.texts[0]?.match(/^event: change$/gm)).toHaveLength(5);
});

test('When a reader does not take what it is sent, then it is let go', async () => {
  const harness = bareHarness();
  const hub = createHub(harness);
  const [slow, quick] = [sink(2 * 1024 * 1024), sink()];
  hub.join(slow, {});
  hub.join(quick, {});
  harness.commit(roll, 'test');
  await turn();
  expect([slow.destroyed, slow.texts, quick.destroyed, quick.texts.length]).toEqual([true, [], false, 1]);
  harness.commit(roll, 'test');
  await turn();
  expect(hub.readers()).toBe(1);
});

test('When a reader joins between an event and its telling, then it is not told of it twice', async () => {
  const harness = bareHarness();
  const hub = createHub(harness);
  hub.join(sink(), {});
  harness.commit(roll, 'test');
  await turn();
  const early = sink();
  const leave = hub.join(early, {});
  harness.commit(roll, 'test');
  await turn();
  const id = /^id: (.*)$/m.exec(early.texts.join(''))?.[1];
  leave();
  harness.commit(roll, 'test');
  const late = sink();
  hub.join(late, { lastEventId: id });
  await turn();
  expect(late.texts.join('').match(/^event: change$/gm)).toHaveLength(1);
});

test('When more has happened than is kept, then a reader that comes back is told of a gap', async () => {
  const harness = bareHarness();
  const hub = createHub(harness);
  const reader = sink();
  const leave = hub.join(reader, {});
  harness.commit(roll, 'test');
  await turn();
  leave();
  for (let i = 0; i < 501; i++) harness.emit({ type: 'clock', at: i });
  const again = sink();
  hub.join(again, { lastEventId: /^id: (.*)$/m.exec(reader.texts.join(''))?.[1] });
  expect(again.texts.join('')).toMatch(/^event: gap$/m);
});

test('When nothing happens, then readers get a sign of life; when their world is gone, they are let go', async () => {
  const harness = bareHarness();
  let there = true;
  const hubs = createHubs(() => there, 1);
  onTestFinished(() => hubs.close());
  const beats = new EventEmitter();
  const response = Object.assign(sink(), {
    writeHead: () => response,
    on: () => response,
    write: (text: string) => beats.emit('text', text),
  });
  hubs.stream(harness, response as never, {});
  expect(await once(beats, 'text')).toEqual([': still here\n\n']);
  there = false;
  await expect.poll(() => hubs.readers()).toBe(0);
  expect(response.destroyed).toBe(true);
});
