import { describe, expect, it, vi } from 'vitest';
import { realClock } from '../../mock-server/clock.js';
import type { HarnessEvent } from '../../mock-server/events.js';
import { siteByKey } from '../../mock-server/world/index.js';
import { scenarioOf } from '../scenario/scripts.js';
import { bareHarness, START } from '../support/bare-harness.js';

const leaves = { 'site.removed': { site: 'oakfield' } };

describe('changes', () => {
  it('When one of several changes is impossible, then none of them is made', () => {
    const harness = bareHarness();
    const before = harness.world();
    const result = harness.commit(
      [
        { kind: 'site.removed', site: 'oakfield' },
        { kind: 'site.approved', site: 'riverside' },
      ],
      'test',
    );
    expect(result).toMatchObject({ refused: 'not-pending' });
    expect(harness.world()).toBe(before);
  });

  it('When a school returns and nobody says with what, then the switch decides', () => {
    const idsAfterReturn = (value: string) => {
      const harness = bareHarness({ switches: { 'life.reinstall': value } });
      const clientIds = () =>
        harness
          .world()
          .installations.find(i => i.site === 'oakfield')
          ?.clients.filter(c => c.state === 'active')
          .map(c => c.clientId);
      const before = clientIds();
      harness.commit(
        [
          { kind: 'site.removed', site: 'oakfield' },
          { kind: 'site.reinstalled', site: 'oakfield' },
        ],
        'test',
      );
      return { before, after: clientIds() };
    };
    const same = idsAfterReturn('same-credentials');
    expect(same.after).toEqual(same.before);
    const fresh = idsAfterReturn('new-credentials');
    expect(fresh.after).not.toEqual(fresh.before);
  });
});

describe('switches', () => {
  it('When one of several settings is wrong, then none is made', () => {
    const harness = bareHarness();
    expect(harness.setSwitches({ 'rap.order': 'shuffled', 'rap.guidCase': 'loud' })).toMatchObject({
      refused: 'bad-value',
    });
    expect(harness.switchTexts()['rap.order']).toBe('stable');
  });

  it('When world, scenario and user all set a switch, then the user wins, and the scenario over the world', () => {
    const scenario = { ...scenarioOf(), switches: { 'rap.guidCase': 'lower', 'rap.emptyList': '204' } };
    const harness = bareHarness({ world: 'awkward', scenario, switches: { 'rap.emptyList': 'null-body' } });
    const { 'rap.guidCase': guidCase, 'rap.emptyList': emptyList, 'rap.duplicates': duplicates } = harness.switches();
    expect({ guidCase, emptyList, duplicates }).toEqual({
      guidCase: 'lower',
      emptyList: 'null-body',
      duplicates: 'on',
    });
  });
});

describe('playing', () => {
  it('When another scenario is played, then its switches are set; with a wrong one neither happens', () => {
    const harness = bareHarness();
    expect(harness.play({ ...scenarioOf(), id: 'first', switches: { 'rap.order': 'shuffled' } })).toBeUndefined();
    expect([harness.scenario()?.id, harness.switchTexts()['rap.order']]).toEqual(['first', 'shuffled']);
    const refused = harness.play({ ...scenarioOf(), id: 'second', switches: { 'rap.oder': 'stable' } });
    expect(refused?.message).toContain('rap.order');
    expect(harness.scenario()?.id).toBe('first');
  });
});

describe('steps', () => {
  it('When a step comes after the answer, then the world is as it was until the answer is settled', () => {
    const harness = bareHarness({
      scenario: scenarioOf({ name: 'leaves', on: { request: 'rap.sites' }, change: leaves }),
    });
    const stateOf = () => harness.world().installations.find(i => i.site === 'oakfield')?.state;
    const weather = harness.weather({ operation: 'rap.sites' });
    expect([weather.step, stateOf()]).toEqual(['leaves', 'active']);
    weather.settle();
    expect(stateOf()).toBe('removed');
  });

  it('When a step comes before the answer, then the answer is made of the new world', () => {
    const step = { name: 'leaves', on: { request: 'rap.sites' }, before: true, change: leaves };
    const harness = bareHarness({ scenario: scenarioOf(step) });
    harness.weather({ operation: 'rap.sites' });
    expect(harness.world().installations.find(i => i.site === 'oakfield')?.state).toBe('removed');
  });

  it('When two requests are under way at once, then a step that fires once touches one of them', () => {
    const step = { name: 'hiccup', on: { request: 'rap.clients' }, fault: { kind: 'status', status: 503 } };
    const harness = bareHarness({ scenario: scenarioOf(step) });
    const [first, second] = [
      harness.weather({ operation: 'rap.clients' }),
      harness.weather({ operation: 'rap.clients' }),
    ];
    expect([first.struck?.fault.kind, second.struck]).toEqual(['status', undefined]);
  });

  it('When a step advances the clock past another, then that one fires too', () => {
    const harness = bareHarness({
      scenario: scenarioOf(
        { name: 'an-hour', on: { request: 'rap.sites' }, advance: '1h' },
        { name: 'leaves', on: { elapsed: '30m' }, change: leaves },
      ),
    });
    harness.weather({ operation: 'rap.sites' }).settle();
    expect(harness.clock.now()).toBe(START + 3_600_000);
    expect(harness.world().installations.find(i => i.site === 'oakfield')?.state).toBe('removed');
  });

  it('When a step asks for the impossible, then that is told as a problem of the scenario', () => {
    const twice = scenarioOf({ name: 'leaves', on: { request: 'rap.sites' }, times: 2, change: leaves });
    const harness = bareHarness({ scenario: twice });
    harness.weather({ operation: 'rap.sites' }).settle();
    expect(harness.problems()).toEqual([]);
    harness.weather({ operation: 'rap.sites' }).settle();
    expect(harness.problems()).toEqual(['Step "leaves": oakfield has left; use site.reinstalled to bring it back.']);
  });

  it('When a switch set by a step does not exist, then that is told as a problem too', () => {
    const harness = bareHarness({
      scenario: scenarioOf({ name: 'turn', on: { manual: true }, set: { 'rap.gidCase': 'lower' } }),
    });
    expect(harness.fire('turn')).toBeUndefined();
    expect(harness.problems()[0]).toContain('Did you mean "rap.guidCase"?');
  });

  it('When a step is fired by hand that does not exist, then the nearest is named', () => {
    const harness = bareHarness({ scenario: scenarioOf({ name: 'leaves', on: { manual: true }, change: leaves }) });
    expect(harness.fire('leafs')).toMatchObject({
      refused: 'unknown-step',
      message: expect.stringContaining('leaves'),
    });
    expect(bareHarness().fire('leaves')).toMatchObject({ refused: 'no-scenario' });
  });
});

describe('standing faults', () => {
  const slow = scenarioOf({
    name: 'slow',
    on: { request: 'any' },
    times: 'always',
    fault: { kind: 'delay', for: '1ms' },
  }).steps;

  it('When a standing fault lies over a scenario, then the scenario strikes first and the fault everywhere else', () => {
    const scenario = scenarioOf({ name: 'hiccup', on: { request: 'rap.clients', nth: 2 }, fault: { kind: 'reset' } });
    const harness = bareHarness({ scenario });
    harness.setFaults(slow);
    const kinds = [1, 2, 3].map(() => harness.weather({ operation: 'rap.clients' }).struck?.fault.kind);
    expect(kinds).toEqual(['delay', 'reset', 'delay']);
    expect(harness.faults()).toEqual(slow);
    harness.setFaults([]);
    expect(harness.weather({ operation: 'rap.clients' }).struck).toBeUndefined();
  });
});

describe('time', () => {
  it('When the clock is real, then steps fire by themselves, also those that a request arms', async () => {
    vi.useFakeTimers();
    try {
      const clock = realClock();
      const scenario = scenarioOf(
        { name: 'first', on: { request: 'rap.sites' } },
        { name: 'leaves', on: { after: 'first', elapsed: '30s' }, change: leaves },
      );
      const harness = bareHarness({ clock, scenario: { ...scenario, clock: 'real' } });
      harness.weather({ operation: 'rap.sites' }).settle();
      await vi.advanceTimersByTimeAsync(29_000);
      expect(harness.world().version).toBe(1);
      await vi.advanceTimersByTimeAsync(1_500);
      expect(harness.world().version).toBe(2);
      harness.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('When a clock is asked to go back, then it refuses', () => {
    const harness = bareHarness();
    expect(() => harness.advance(-1)).toThrow('forward');
  });

  it.each([bareHarness(), bareHarness({ clock: realClock() })])(
    'When a clock is moved without end, then it stops where dates end',
    harness => {
      harness.advance(Number.MAX_SAFE_INTEGER);
      harness.advance(Number.MAX_SAFE_INTEGER);
      expect(new Date(harness.clock.now()).toISOString()).toMatch(/^9999-12-31/);
      harness.close();
    },
  );
});

describe('reset', () => {
  it('When a harness is reset, then world, switches, journal, clock, faults and draws are as at the start', () => {
    const harness = bareHarness({ scenario: scenarioOf({ name: 'leaves', on: { manual: true }, change: leaves }) });
    const before = { world: harness.world(), switches: harness.switchTexts(), drawn: harness.draw() };
    harness.fire('leaves');
    harness.setSwitches({ 'rap.order': 'shuffled' });
    harness.advance(5_000);
    harness.draw();
    harness.reset();
    expect(harness.world()).toBe(before.world);
    expect(harness.switchTexts()).toEqual(before.switches);
    expect(harness.clock.now()).toBe(START);
    expect(harness.draw()).toBe(before.drawn);
    expect(harness.fire('leaves')).toBeUndefined();
  });

  it('When a request outlasts a reset, then what its step had in mind does not touch the world that came after', () => {
    const scenario = scenarioOf({ name: 'leaves', on: { request: 'rap.sites' }, change: leaves });
    const harness = bareHarness({ scenario });
    const world = harness.world();
    const weather = harness.weather({ operation: 'rap.sites' });
    harness.reset();
    weather.settle();
    expect(harness.world()).toBe(world);
    harness.weather({ operation: 'rap.sites' }).settle();
    expect(harness.world().version).toBe(2);
  });

  it('When a world has ended, then a request still on its way sets no timer for it', () => {
    vi.useFakeTimers();
    try {
      const steps = scenarioOf(
        { name: 'first', on: { request: 'rap.sites' } },
        { name: 'leaves', on: { after: 'first', elapsed: '30s' }, change: leaves },
      );
      const harness = bareHarness({ clock: realClock(), scenario: { ...steps, clock: 'real' } });
      harness.close();
      harness.weather({ operation: 'rap.sites' }).settle();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('events', () => {
  it('When things happen, then a listener hears of each until it goes', () => {
    const harness = bareHarness({ scenario: scenarioOf({ name: 'leaves', on: { manual: true }, change: leaves }) });
    const heard: HarnessEvent['type'][] = [];
    const leave = harness.subscribe(event => heard.push(event.type));
    harness.fire('leaves');
    harness.advance(1);
    harness.replace({ ...harness.world(), name: 'another' });
    leave();
    harness.reset();
    expect(heard).toEqual(['step', 'change', 'clock', 'replaced']);
    expect(siteByKey(harness.world(), 'oakfield')).toBeDefined();
  });
});
