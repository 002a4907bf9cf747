// The token's life (T3 to T5), on a clock of its own, and what the wire shows of it.
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../agent/config/policy-file.js';
import { Secret } from '../../agent/secret.js';
import { makeTokenCache } from '../../agent/wire/token.js';
import { fakeClock } from '../support/agent/fake-clock.js';
import { Sandbox } from '../support/agent/sandbox.js';
import { json, sites } from '../support/agent/stub-service.js';

/** A cache on a clock, and how many tokens it asked for. Each takes `tookMs` to arrive. */
function cacheOf(lifetimeMs: number, tookMs = 0) {
  const clock = fakeClock();
  let asked = 0;
  const issue = async () => {
    asked += 1;
    const sentAt = clock.at;
    clock.at += tookMs;
    return { token: new Secret(`t${asked}`), sentAt, lifetimeMs };
  };
  return { clock, tokens: makeTokenCache(issue, defaultPolicy, clock), asked: () => asked };
}

describe('early renewal (T4)', () => {
  test.each([
    ['an hour', 3_600_000, 3_600_000 - 66_000, 3_600_000 - 60_000],
    ['five minutes', 300_000, 300_000 - 33_000, 300_000 - 30_000],
  ])(
    'When a token lives %s, then it is renewed a minute or a tenth before its end, and up to a tenth of that earlier',
    async (_name, lifetimeMs, surelyGood, surelyOld) => {
      const { clock, tokens, asked } = cacheOf(lifetimeMs);
      await tokens.current();
      clock.at = surelyGood - 1;
      await tokens.current();
      expect(asked()).toBe(1);
      clock.at = surelyOld;
      await tokens.current();
      expect(asked()).toBe(2);
    },
  );

  test('When the answer took long, then the life counts from the moment of asking (T3)', async () => {
    const { clock, tokens, asked } = cacheOf(100_000, 50_000);
    await tokens.current();
    expect(clock.at).toBe(50_000);
    clock.at = 90_000;
    await tokens.current();
    expect(asked()).toBe(2);
  });
});

describe('after a 401 (T5)', () => {
  test('When four calls bring back the same refused token, then one renewal serves all', async () => {
    const { tokens, asked } = cacheOf(3_600_000);
    const old = await tokens.current();
    const fresh = await Promise.all(Array.from({ length: 4 }, () => tokens.replace(old)));
    expect([asked(), new Set(fresh).size]).toEqual([2, 1]);
  });

  test('When a late 401 is about a token already replaced, then the live one is given, and none is asked for', async () => {
    const { tokens, asked } = cacheOf(3_600_000);
    const old = await tokens.current();
    const live = await tokens.replace(old);
    expect(await tokens.replace(old)).toBe(live);
    expect(asked()).toBe(2);
  });

  test('When the token that answered a 401 is refused as well, then that is final; had it worked once, it would be renewed', async () => {
    const { tokens, asked } = cacheOf(3_600_000);
    const second = await tokens.replace(await tokens.current());
    if (!second) throw new Error('no token');
    expect(await tokens.replace(second)).toBeNull();
    second.accepted = true;
    expect(await tokens.replace(second)).not.toBeNull();
    expect(asked()).toBe(3);
  });
});

describe('what the STS says about the life (T3)', () => {
  test.each([
    ['nothing', undefined, 2],
    ['zero', 0, 2],
    ['a word', 'soon', 2],
    ['an hour, as text', '3600', 1],
  ])(
    'When expires_in is %s, then it is taken for five minutes, or for what it says (%d: how many tokens a margin of five minutes costs)',
    async (_what, lifetime, tokens) => {
      const box = await Sandbox.open(sites(1), { tokenMarginMs: 300_000, tokenMarginPercent: 100 });
      box.stub.answer = ({ kind, nth }) => {
        if (kind !== 'token') return undefined;
        const token = `token-${nth}`;
        box.stub.liveTokens.add(token);
        return json({ access_token: token, token_type: 'Bearer', expires_in: lifetime });
      };
      expect((await box.sync()).exit).toBe(0);
      expect(Math.min(2, box.stub.count('token'))).toBe(tokens);
    },
  );
});
