import { type CaseResult, decisionLead, html, type Markup, mark, toldOf } from '../../../contract/index.js';
import type { RestsOn } from '../grounds.js';
import { leftOut, type Pack } from '../pack.js';
import { provenWords } from '../prover.js';
import { table } from './table.js';
import { STANDING_WORDS } from './words.js';

/** The scenarios: what each proves, whether it did, and how sure its weather is. */
export function scenarios(pack: Pack): Markup {
  const { prove, scenarioGrounds } = pack;
  const seeds = new Map(pack.scenarios.map(({ id, seed }) => [id, seed]));
  const rows = prove.report.proofs.map(({ id, proves, held, syncs, requests }) => {
    const faults = syncs.flatMap(sync =>
      sync.failures.map(
        each => html`<li>after “${sync.name}”, ${each.what}: expected ${each.expected}; seen ${each.seen}</li>`,
      ),
    );
    const count = `${syncs.length} runs, ${requests} requests, ${seeds.has(id) ? `seed ${seeds.get(id)}` : 'a scenario of your own'}`;
    return html`<tr><td><strong>${id}</strong><br><span class="soft">${count}</span></td><td>${proves}${faults.length > 0 ? html`<ul>${faults}</ul>` : undefined}</td><td>${mark(held ? 'passed' : 'failed')}</td><td>${grounds(scenarioGrounds.get(id))}</td></tr>`;
  });
  return html`<h2 id="scenarios">Scenarios</h2>
<p>A scenario is what happens to schools and services while the agent does its work. The agent ran as a program of its own, over real sockets. ${provenWords(pack)}</p>
${notPlayed('scenario', leftOut(pack).scenarios)}
${table('Scenarios', ['Scenario', 'Proves', 'It', 'Its weather is'], rows)}`;
}

/** The requirements in a line each; what was expected and seen is in the contract report. */
export function requirements(pack: Pack): Markup {
  const rows = pack.contract.report.cases.map(
    each =>
      html`<tr><td id="${each.id}"><strong>${each.id}</strong><br><span class="soft">${each.level}</span></td><td>${each.says}${notes(each)}</td><td>${mark(toldOf(each))}</td><td>${grounds(pack.caseGrounds.get(each.id))}</td></tr>`,
  );
  return html`<h2 id="requirements">Requirements</h2>
<p>Judged one by one from outside: what was sent, what is stored, what was said. What was expected and seen in each is in <a href="contract.html">contract.html</a>, for programs in contract.json and contract.xml.</p>
${notPlayed('requirement', leftOut(pack).cases)}
${table('Requirements', ['Requirement', 'Says', 'It', 'Its weather is'], rows)}`;
}

/** What the files of known failures and of decisions say of it. */
function notes(each: CaseResult): Markup {
  const note = (lead: string | undefined, comment: string | undefined) =>
    comment === undefined ? undefined : html`<br><span class="soft">${lead}: “${comment}”</span>`;
  const { expected, decided } = each;
  return html`${note('In the file of known failures', expected?.comment)}${note(decisionLead(each), decided?.comment)}`;
}

function notPlayed(what: string, ids: readonly string[]): Markup | undefined {
  if (ids.length === 0) return undefined;
  const is = ids.length === 1 ? 'is' : 'are';
  return html`<section class="selection"><p><strong>A selection.</strong> ${ids.length} ${what}${ids.length === 1 ? '' : 's'} of all there ${is} ${ids.length === 1 ? 'was' : 'were'} not played: ${ids.join(', ')}.</p></section>`;
}

/** How well the weather of something is known. */
function grounds(found: RestsOn | undefined): Markup {
  if (!found) return html`<span class="soft">not in this version</span>`;
  const { facts, own, weakest } = found;
  const ours = own.length > 0 ? `; by our own idea: ${own.join(', ')}` : '';
  if (facts.length === 0) return html`the ordinary calls only${ours}`;
  return html`${STANDING_WORDS[weakest].word} <span class="soft">(${facts.join(', ')})${ours}</span>`;
}
