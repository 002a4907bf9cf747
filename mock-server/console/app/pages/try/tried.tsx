import { Badge } from '../../parts/badge.js';
import { hrefTo } from '../../router.js';
import { Answered } from '../traffic/row.js';
import type { Tried } from './data.js';

const ENDS = {
  whole: '',
  torn: 'The connection was torn down before the answer was whole.',
  silent: 'Nothing came in ten seconds, so it was given up.',
} as const;

/** A request and its answer, as they went over the wire. */
export function TriedCard({ tried: { says, request, answer, ended, exchange } }: { readonly tried: Tried }) {
  const { method, url, headers, body } = request;
  const head = answer && [`${answer.status} ${answer.reason}`, ...linesOf(answer.headers)].join('\n');
  return (
    <section class="card try-card" aria-label={says}>
      <div class="try-head">
        <h3>{says}</h3>
        {exchange ? <Answered exchange={exchange} /> : <Badge tone="bad">{answer?.status ?? 'none'}</Badge>}
      </div>
      {exchange?.why !== undefined && (
        <p class="note warn" dir="auto">
          {exchange.why}
        </p>
      )}
      {ended !== 'whole' && <p class="note bad">{ENDS[ended]}</p>}
      <h4>Request</h4>
      <Wire label={`${says}: request`} text={parts([`${method} ${url}`, ...linesOf(headers)].join('\n'), body)} />
      <h4>Answer</h4>
      {answer ? (
        <Wire label={`${says}: answer`} text={parts(head ?? '', indented(answer.body))} />
      ) : (
        <p class="dim">There was none.</p>
      )}
      {exchange && (
        <a href={hrefTo('traffic', { open: String(exchange.number) })}>Request {exchange.number} in the traffic</a>
      )}
    </section>
  );
}

function Wire({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <section aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}

function linesOf(headers: Tried['request']['headers']): string[] {
  return headers.map(([name, value]) => `${name}: ${value}`);
}

function parts(head: string, body: string): string {
  return body === '' ? head : `${head}\n\n${body}`;
}

/** JSON over several lines, where it is whole; anything else as it came. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
