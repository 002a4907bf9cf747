import { describe, expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { until } from '../support/command.js';
import { startMock } from '../support/mock.js';
import { OAKFIELD, VENDOR } from '../support/small-world.js';

const mock = await startMock();
const { stsUrl } = mock.ready;
const told: string[] = [];
mock.subscribe(event => {
  if (event.type === 'turned-away') told.push(event.message);
});

describe('what reaches no world', () => {
  test('When a few people err in the same way, then each is told of', async () => {
    for (let i = 0; i < 3; i++) await ask(`${stsUrl}/~few/x`);
    expect(told.filter(message => message === 'STS: GET /~few/x: there is no world "few"')).toHaveLength(3);
  });

  test('When a flood of equal requests comes, then a few are told, and how many more there were', async () => {
    for (let i = 0; i < 60; i++) await ask(`${stsUrl}/~flood/x`);
    const of = () => told.filter(message => message.startsWith('STS: GET /~flood/x: there is no world "flood"'));
    const more = () => of().flatMap(message => [...message.matchAll(/\(and (\d+) more like this within a second\)/g)]);
    const counted = () => more().reduce((sum, [, count]) => sum + Number(count), of().length - more().length);
    await until(() => counted() === 60);
    expect(of().length).toBeLessThan(60);
  });

  test.each([
    ['there', VENDOR.secret],
    ['of another world', OAKFIELD.secret],
    ['nobody’s', 'Zq81-mX_kk27RwYt'],
  ])('When a secret that is %s stands in place of a world, then it is not repeated', async (_whose, secret) => {
    told.length = 0;
    await ask(`${stsUrl}/~${secret}/connect/token`);
    expect(told).toEqual(['STS: GET /…/connect/token: there is no world "…"']);
  });
});
