import type { Exchange } from '../../../mock-server/index.js';
import { clauseTitle } from '../../clauses.js';
import type { Finding } from '../../finding.js';
import { curlOf } from '../curl.js';
import type { CaseResult, RoundResult } from '../report.js';
import { mark } from './mark.js';
import { html, type Markup } from './markup.js';

/** One requirement with its evidence; open where something is wrong. */
export function requirement(each: CaseResult, replay: string): Markup {
  const { id, level, verdict, says, means, clauses, mend, overall, rounds } = each;
  const isOpen = verdict !== 'passed';
  return html`<details id="${id}" ${isOpen ? html`open` : undefined}><summary><strong>${id}</strong> ${mark(verdict)} <span class="soft">${level}</span><br>${says}</summary><div>
<p>${means}</p>
<p class="soft">From: ${clauses.map(clauseTitle).join('; ')}</p>
${overall.map(finding)}
${rounds.map(round)}
${isOpen ? html`<h3>What to do</h3><p>${mend}</p><p class="soft">Again, by itself:</p><pre>${replay}</pre>` : undefined}
</div></details>`;
}

function round({ name, tells, verdict, findings, exchanges, runs, ms }: RoundResult): Markup {
  const ran = runs
    .map(run => `${run.name}: ${run.exit === null ? 'ended by a signal' : `exit ${run.exit}`}`)
    .join(', ');
  return html`<h3>${name} ${mark(verdict)}</h3><p>${tells}</p>
<p class="soft">${ran} · ${(ms / 1000).toFixed(1)} s</p>
${findings.map(finding)}
${runs.flatMap(run => (run.said === undefined ? [] : [html`<p class="soft">The agent said in “${run.name}”:</p><pre>${run.said}</pre>`]))}
${exchanges.length > 0 ? traffic(exchanges) : undefined}`;
}

function finding({ expected, seen }: Finding): Markup {
  return html`<dl><dt>Expected</dt><dd>${expected}</dd><dt>Seen</dt><dd>${seen}</dd></dl>`;
}

/** More than this in one place nobody reads. */
const MOST = 20;

function traffic(exchanges: readonly Exchange[]): Markup {
  const rows = exchanges
    .slice(0, MOST)
    .map(
      each =>
        html`<tr><td>${each.number}</td><td><code>${each.method} ${each.path}</code></td><td>${each.status ?? 'no answer'}</td><td>${[each.fault && `fault: ${each.fault}`, each.why].filter(Boolean).join('; ')}</td></tr>`,
    );
  const rest = exchanges.length > MOST ? html`<p class="soft">… and ${exchanges.length - MOST} more.</p>` : undefined;
  const [first] = exchanges;
  return html`<div class="wide"><table><thead><tr><th scope="col">No.</th><th scope="col">Request</th><th scope="col">Answer</th><th scope="col">Remarks</th></tr></thead><tbody>${rows}</tbody></table></div>${rest}
${first ? html`<p class="soft">The first of them as a command:</p><pre>${curlOf(first)}</pre>` : undefined}`;
}
