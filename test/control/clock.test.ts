import { expect, test } from 'vitest';
import { refused, startControl } from './arrange.js';

const control = await startControl();

test('When the clock is advanced, then it has moved by exactly that much', async () => {
  const { at } = await control.world();
  const before = await control.get(`${at}/clock`);
  const after = await control.call('POST', `${at}/clock/advance`, { by: '1.5h' });
  const now = Number(before.value['now']) + 5_400_000;
  expect(after.value).toEqual({ kind: 'manual', now, iso: new Date(now).toISOString() });
});

test.each([
  [{ by: '-1h' }, 'CONTROL_BAD_DURATION', 'A clock only moves forward: write it like 30s, 10m or 1h.'],
  [{ by: 'soon' }, 'CONTROL_BAD_DURATION', '"soon" is no length of time: write it like 30s, 10m or 1h.'],
  [{ by: '9000000d' }, 'CONTROL_TOO_LATE', 'That is past the year 9999.'],
  [{ by: 60 }, 'CONTROL_BAD_BODY', 'In the body: "by" must be some text, not 60.'],
  [{ to: '1h' }, 'CONTROL_BAD_BODY', 'Unknown key "to".'],
])('When %j is sent to advance it, then it is refused as %s', async (body, code, message) => {
  const told = await control.call('POST', '/api/worlds/default/clock/advance', body);
  expect(refused(told)).toEqual([422, code, expect.stringContaining(message)]);
});
