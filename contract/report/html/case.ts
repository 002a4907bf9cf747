import type { Exchange } from '../../../mock-server/index.js';
import { clauseTitle } from '../../clauses.js';
import type { Finding } from '../../finding.js';
import { curlOf } from '../curl.js';
import type { CaseResult, RoundResult } from '../report.js';
import { decisionLead, toldOf } from '../vocabulary.js';
import { mark } from './mark.js';
import { html, type Markup } from './markup.js';

/** One requirement with its evidence; open where something is wrong. */
export function requirement(each: CaseResult): Markup {
  const { id, level, says, means, clauses, mend, overall, rounds, replay, decided } = each;
  const told = toldOf(each);
  const isOpen = told !== 'passed';
  const isToDo = isOpen && told !== 'decided';
  return html`<details id="${id}" ${isOpen ? html`open` : undefined}><summary><strong>${id}</strong> ${mark(told)}${known(each)} <span class="soft">${level}</span><br>${says}</summary><div>
<p>${means}</p>
<p class="soft">From: ${clauses.map(clauseTitle).join('; ')}</p>
${expectation(each)}${decision(each)}
${overall.map(finding)}
${rounds.map(one => round(one, decided))}
${isToDo ? html`<h3>What to do</h3><p>${mend}</p>${replay === undefined ? undefined : html`<p class="soft">Again, by itself:</p><pre>${replay}</pre>`}` : undefined}
</div></details>`;
}

/** The mark that the file of known failures makes on a case. */
export function known({ expected }: CaseResult): Markup | undefined {
  return expected?.met === 'known' ? html` <span class="known">known</span>` : undefined;
}

function expectation({ expected }: CaseResult): Markup | undefined {
  if (!expected) return undefined;
  const words = {
    known: 'A known failure, which fails no run:',
    surprise: 'It passed, though it is in the file of known failures:',
  };
  const word = expected.met ? words[expected.met] : 'In the file of known failures, and not judged:';
  return html`<p>${word} “${expected.comment}”</p>`;
}

function decision(each: CaseResult): Markup | undefined {
  const lead = decisionLead(each);
  return lead === undefined ? undefined : html`<p><strong>${lead}:</strong> “${each.decided?.comment}”</p>`;
}

function round(
  { name, tells, verdict, findings, exchanges, runs, ms }: RoundResult,
  decided: CaseResult['decided'],
): Markup {
  const ran = runs
    .map(run => `${run.name}: ${run.exit === null ? 'ended by a signal' : `exit ${run.exit}`}`)
    .join(', ');
  return html`<h3>${name} ${mark(toldOf({ verdict, decided }))}</h3><p>${tells}</p>
<p class="soft">${ran}${ran === '' ? '' : ' · '}${(ms / 1000).toFixed(1)} s</p>
${findings.map(finding)}
${runs.flatMap(run => (run.said === undefined ? [] : [html`<p class="soft">The agent said in “${run.name}”:</p><pre>${run.said}</pre>`]))}
${exchanges.length > 0 ? traffic(exchanges) : undefined}`;
}

function finding({ expected, seen, exchanges = [] }: Finding): Markup {
  const numbers = exchanges.length === 0 ? '' : ` (no. ${exchanges.slice(0, MOST).join(', ')})`;
  return html`<dl><dt>Expected</dt><dd>${expected}</dd><dt>Seen</dt><dd>${seen}${numbers}</dd></dl>`;
}

/** More than this in one place nobody reads. */
const MOST = 20;
const MOST_COMMANDS = 3;

function traffic(exchanges: readonly Exchange[]): Markup {
  const rows = exchanges
    .slice(0, MOST)
    .map(
      each =>
        html`<tr><td>${each.number}</td><td><code>${each.method} ${each.path}</code></td><td>${each.status ?? 'no answer'}</td><td>${[each.fault && `fault: ${each.fault}`, each.why].filter(Boolean).join('; ')}</td></tr>`,
    );
  const rest = exchanges.length > MOST ? html`<p class="soft">… and ${exchanges.length - MOST} more.</p>` : undefined;
  const commands = [...new Set(exchanges.slice(0, MOST).map(curlOf))].slice(0, MOST_COMMANDS);
  return html`<div class="wide"><table><thead><tr><th scope="col">No.</th><th scope="col">Request</th><th scope="col">Answer</th><th scope="col">Remarks</th></tr></thead><tbody>${rows}</tbody></table></div>${rest}
<p class="soft">To try by hand on a running harness:</p><pre>${commands.join('\n')}</pre>`;
}
