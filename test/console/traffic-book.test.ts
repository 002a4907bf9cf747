import { expect, test } from 'vitest';
import { createBook, type Journal } from '../../mock-server/console/app/pages/traffic/book.js';
import type { Exchange } from '../../mock-server/journal/index.js';

const exchange = (number: number): Exchange => ({
  number,
  at: number,
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
});

/** A journal of exchanges with these numbers, and how it is read. */
function journalOf(numbers: number[]) {
  const asked: [since: number, limit: number][] = [];
  const journal: Journal = {
    numbers: async since => ({ numbers: numbers.filter(n => n > since), next: numbers.at(-1) ?? 0 }),
    exchanges: async (since, limit) => {
      asked.push([since, limit]);
      const found = numbers.filter(n => n > since);
      const exchanges = found.slice(0, limit).map(exchange);
      return { exchanges, next: found.length > limit ? (exchanges.at(-1)?.number ?? 0) : (numbers.at(-1) ?? 0) };
    },
  };
  return { journal, asked };
}

/** A book that was opened, and a promise of its next change. */
async function opened(numbers: number[]) {
  const { journal, asked } = journalOf(numbers);
  let heard = () => {};
  const book = createBook(journal, () => heard());
  const changed = () =>
    new Promise<void>(resolve => {
      heard = resolve;
    });
  await book.open();
  return { book, asked, changed };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test('When an exchange is looked at that is not in memory, then its page is read once and it is there', async () => {
  const { book, asked, changed } = await opened(upTo(1000));
  const done = changed();
  expect([book.get(500), book.get(501)]).toEqual([undefined, undefined]);
  await done;
  expect([book.get(500), book.get(501)]).toMatchObject([{ number: 500 }, { number: 501 }]);
  expect(asked).toEqual([[400, 200]]);
});

test('When all of 100,000 are looked at, then a few thousand stay in memory', async () => {
  const { book, changed } = await opened(upTo(100_000));
  for (let number = 1; number <= 100_000; number += 200) {
    const done = changed();
    book.get(number);
    await done;
  }
  expect(book.held()).toBeLessThanOrEqual(2400);
  expect(book.numbers).toHaveLength(100_000);
});

test('When the numbers have gaps, as under a filter, then the exchanges are found all the same', async () => {
  const { book, changed } = await opened(upTo(900).map(n => n * 7));
  const done = changed();
  book.get(700 * 7);
  await done;
  expect(book.get(700 * 7)).toMatchObject({ number: 4900 });
  expect(book.get(4901)).toBeUndefined();
});

test('When exchanges arrive, then they follow at the end and need no reading', async () => {
  const numbers = upTo(10);
  const { book, asked } = await opened(numbers);
  numbers.push(11, 12);
  expect(await book.follow()).toBe(2);
  expect(book.numbers.at(-1)).toBe(12);
  expect(book.get(12)).toMatchObject({ number: 12 });
  expect(asked).toEqual([[10, 500]]);
});

test('When more arrive than one answer holds, then all of them are there', async () => {
  const numbers = upTo(10);
  const { book } = await opened(numbers);
  numbers.push(...upTo(3000).map(n => n + 10));
  expect(await book.follow()).toBe(3000);
  expect(book.numbers).toEqual(upTo(3010));
});

test('When the journal was emptied meanwhile, then that is told', async () => {
  const numbers = upTo(10);
  const { book } = await opened(numbers);
  numbers.splice(0, 10, 1, 2);
  expect(await book.follow()).toBeUndefined();
});

test('When the journal has forgotten an exchange, then that is told and not asked again', async () => {
  const numbers = upTo(300);
  const { book, asked, changed } = await opened(numbers);
  numbers.splice(0, 5);
  const done = changed();
  book.get(3);
  await done;
  expect([book.get(3), book.get(3)]).toEqual([null, null]);
  expect(asked).toHaveLength(1);
});
