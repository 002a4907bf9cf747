import type { ReportExchange } from './contract-report.js';

/** Enough to see what happened. */
const MOST = 100;

type Props = { readonly exchanges: readonly ReportExchange[]; readonly of: string };

/** Requests and their answers. */
export function ExchangeTable({ exchanges, of }: Props) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section class="reports-wide" aria-label={`Requests of ${of}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">No.</th>
              <th scope="col">Request</th>
              <th scope="col">Answer</th>
              <th scope="col">Remarks</th>
            </tr>
          </thead>
          <tbody>
            {exchanges.slice(0, MOST).map(({ number, method, path, status, fault, why }, index) => (
              <tr key={`${index} ${number}`}>
                <td>{number}</td>
                <td>
                  <code>
                    {method} {path}
                  </code>
                </td>
                <td>{status ?? 'no answer'}</td>
                <td>
                  <bdi dir="auto">{[fault !== undefined && `fault: ${fault}`, why].filter(Boolean).join('; ')}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {exchanges.length > MOST && <p class="dim">… and {exchanges.length - MOST} more.</p>}
    </>
  );
}
