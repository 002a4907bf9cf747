import { describe, expect, it } from 'vitest';
import { createFingerprint, createJournal, type Exchange } from '../../mock-server/journal/index.js';

const exchange = (members: Partial<Exchange> = {}): Omit<Exchange, 'number'> => ({
  at: 0,
  durationMs: 1,
  service: 'rap',
  operation: 'rap.clients',
  method: 'GET',
  host: undefined,
  path: '/',
  status: 200,
  bytes: 2,
  worldVersion: { before: 1, after: 1 },
  applicationId: undefined,
  organisationId: undefined,
  clientId: undefined,
  authentication: undefined,
  token: undefined,
  secret: undefined,
  switches: undefined,
  fault: undefined,
  step: undefined,
  why: undefined,
  ...members,
});

describe('the journal', () => {
  it('When exchanges are appended, then they are numbered from 1 and found by number', () => {
    const journal = createJournal();
    journal.append(exchange());
    journal.append(exchange({ path: '/second' }));
    expect(journal.list().map(e => e.number)).toEqual([1, 2]);
    expect([journal.last(), createJournal().last()]).toEqual([2, 0]);
    expect(journal.get(2)?.path).toBe('/second');
    expect(journal.get(3)).toBeUndefined();
    expect(journal.get(0)).toBeUndefined();
  });

  it('When it is full, then the oldest are forgotten and numbers and look-ups stay right', () => {
    const journal = createJournal(8);
    for (let i = 0; i < 25; i++) journal.append(exchange());
    const kept = journal.list();
    expect(kept.length).toBeLessThanOrEqual(10);
    expect(kept.at(-1)?.number).toBe(25);
    expect(journal.get(kept[0]?.number ?? 0)).toBe(kept[0]);
    expect(journal.get(1)).toBeUndefined();
    expect(journal.list({ since: 24 }).map(e => e.number)).toEqual([25]);
  });

  it.each([
    [{ service: 'sts' }, [1]],
    [{ operation: 'rap.clients' }, [2, 3]],
    [{ status: 503 }, [3]],
    [{ organisationId: 'ABC' }, [2]],
    [{ since: 1, service: 'rap' }, [2, 3]],
    [{ since: 99 }, []],
    [{ statusClass: '5xx' as const }, [3]],
    [{ statusClass: 'none' as const }, []],
    [{ text: 'STS.tok' }, [1]],
    [{ text: '503' }, [3]],
    [{ fault: 'any' }, []],
    [{ schools: { organisationIds: new Set(['abc']), clientIds: new Set<string>() } }, [2]],
  ])('When it is asked for %j, then it lists %j', (filter, numbers) => {
    const journal = createJournal();
    journal.append(exchange({ service: 'sts', operation: 'sts.token' }));
    journal.append(exchange({ organisationId: 'abc' }));
    journal.append(exchange({ status: 503 }));
    expect(journal.list(filter).map(e => e.number)).toEqual(numbers);
    expect(journal.count(filter)).toBe(numbers.length);
  });

  it('When only so many are wanted, then they are the newest, in order', () => {
    const journal = createJournal();
    for (let i = 0; i < 5; i++) journal.append(exchange());
    expect(journal.list({}, 2).map(e => e.number)).toEqual([4, 5]);
  });

  it('When it is cleared, then it starts again from 1', () => {
    const journal = createJournal();
    journal.append(exchange());
    journal.clear();
    expect(journal.append(exchange()).number).toBe(1);
  });
});

describe('fingerprints', () => {
  it('When two secrets are the same, then so are their fingerprints, in one run only', () => {
    const fingerprint = createFingerprint();
    expect(fingerprint('s3cret')).toBe(fingerprint('s3cret'));
    expect(fingerprint('s3cret')).not.toBe(fingerprint('s3creT'));
    expect(fingerprint('s3cret')).not.toBe(createFingerprint()('s3cret'));
    expect(fingerprint('s3cret')).toMatch(/^#[0-9a-f]{12}$/);
  });

  it('When thousands of secrets pass by, then the same one still looks the same', () => {
    const fingerprint = createFingerprint();
    const before = fingerprint('kept');
    for (let i = 0; i < 6_000; i++) fingerprint(`other ${i}`);
    expect(fingerprint('kept')).toBe(before);
  });
});
