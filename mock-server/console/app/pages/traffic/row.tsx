import type { ComponentChildren } from 'preact';
import { Badge, type Tone } from '../../parts/badge.js';
import type { Column } from '../../parts/table.js';
import { SchoolName } from '../../parts/text.js';
import type { Book } from './book.js';
import { type Exchange, sentenceOf, titleOf } from './exchange.js';

export const ROW_HEIGHT = 52;

/** The status of an answer; 401 is bad news and 503 is no fault of the caller's, but the number says it best. */
export function Answered({ exchange: { status } }: { readonly exchange: Exchange }) {
  return <Badge tone={toneOf(status)}>{status ?? 'none'}</Badge>;
}

function toneOf(status: number | null): Tone {
  if (status === null || status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}

/** Rows are numbers: what they stand for is read when they are looked at. */
export function columnsOf(book: Book): readonly Column<number>[] {
  const of = (number: number, show: (exchange: Exchange) => ComponentChildren) => {
    const exchange = book.get(number);
    return exchange ? show(exchange) : null;
  };
  return [
    {
      id: 'time',
      title: 'Time',
      width: '4.4rem',
      wide: true,
      cell: number => of(number, ({ at }) => <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>),
    },
    {
      id: 'status',
      title: 'Answer',
      width: '3.4rem',
      cell: number => of(number, exchange => <Answered exchange={exchange} />),
    },
    {
      id: 'what',
      title: 'What came of it',
      width: 'minmax(0, 3fr)',
      cell: number => <What entry={book.get(number)} />,
    },
    {
      id: 'who',
      title: 'School or client',
      width: 'minmax(0, 1fr)',
      wide: true,
      cell: number =>
        of(number, ({ organisationId, clientId }) => {
          const id = organisationId ?? clientId;
          return id === undefined ? null : <SchoolName name={book.nameOf(id) ?? id} />;
        }),
    },
  ];
}

const SERVICES = { sts: 'STS', rap: 'RAP', proxy: 'Proxy' } as const;

function What({ entry }: { readonly entry: Exchange | null | undefined }) {
  if (!entry) return <span class="dim">{entry === null ? 'forgotten by the journal' : 'reading …'}</span>;
  const { fault, step, service } = entry;
  const sentence = sentenceOf(entry);
  return (
    <>
      <span class="traffic-title">
        {titleOf(entry)} <span class="dim">{SERVICES[service]}</span>
        {fault !== undefined && <Badge tone="warn">{fault}</Badge>}
        {step !== undefined && <Badge tone="info">step {step}</Badge>}
      </span>
      <span class="traffic-sentence" dir="auto" title={sentence}>
        {sentence}
      </span>
    </>
  );
}

/** The time of day to the second. */
function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hourCycle: 'h23', timeStyle: 'medium' });
}
