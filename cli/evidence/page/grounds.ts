import { html, type Markup } from '../../../contract/index.js';
import { BASE, type RestsOn } from '../grounds.js';
import { STANDINGS, type Standing, weakestOf } from '../ledger.js';
import { assumptionsOf, type Pack } from '../pack.js';
import { bar } from './bar.js';
import { table } from './table.js';
import { STANDING_WORDS } from './words.js';

/** How much of all this rests on what nobody outside the vendor can know. */
export function ledger(pack: Pack): Markup {
  const { ledger: rows, standings } = pack;
  const title = html`<h2 id="ledger">What it rests on</h2>`;
  if (rows.length === 0)
    return html`${title}<p>The fidelity ledger (docs/fidelity.md) is not in this installation, so nothing is told of it here.</p>`;
  const all = [...pack.scenarioGrounds.values(), ...pack.caseGrounds.values()];
  return html`${title}
<p>Everything was played by a local imitation of the services. Its ledger says for each behaviour how we know; here it is counted by the weakest that each rests on.</p>
<h3>${rows.length} behaviours of the imitation</h3>
${bar(STANDINGS.map(each => ({ look: each, word: STANDING_WORDS[each].word, count: standings[each] })))}
${table(
  'How well it is known',
  ['At its weakest', 'Means', 'Behaviours', 'Scenarios here', 'Requirements here'],
  [
    ...STANDINGS.map(each => line(each, pack)),
    html`<tr><th scope="row">the ordinary calls only</th><td>Played without any weather but that everything works.</td><td></td><td>${bare(pack.scenarioGrounds)}</td><td>${bare(pack.caseGrounds)}</td></tr>`,
  ],
)}
<p>Each of them also rests on the ordinary calls: a token, the list, a school’s credentials, a refusal (${BASE.map(fact => `${fact} ${standingOf(fact, pack)}`).join(', ')}).${own(all)}</p>
${assumptions(pack)}`;
}

function line(standing: Standing, { standings, scenarioGrounds, caseGrounds }: Pack): Markup {
  const { word, means } = STANDING_WORDS[standing];
  const count = (grounds: ReadonlyMap<string, RestsOn>) =>
    [...grounds.values()].filter(({ facts, weakest }) => facts.length > 0 && weakest === standing).length;
  return html`<tr><th scope="row">${word}</th><td>${means}</td><td>${standings[standing]}</td><td>${count(scenarioGrounds)}</td><td>${count(caseGrounds)}</td></tr>`;
}

const bare = (grounds: ReadonlyMap<string, RestsOn>): number =>
  [...grounds.values()].filter(({ facts }) => facts.length === 0).length;

function standingOf(fact: string, { ledger: rows }: Pack): string {
  const row = rows.find(({ facts }) => facts.includes(fact));
  return STANDING_WORDS[row ? weakestOf(row) : 'unknown'].word;
}

function own(all: readonly RestsOn[]): string {
  const kinds = [...new Set(all.flatMap(each => each.own))].sort();
  return kinds.length === 0 ? '' : ` Weather of our own idea, of which no source speaks: ${kinds.join(', ')}.`;
}

function assumptions(pack: Pack): Markup {
  const found = assumptionsOf(pack);
  if (found.length === 0) return html`<p>Nothing that was played rests on an assumption beyond them.</p>`;
  const rows = found.map(
    ({ row, scenarios, cases }) =>
      html`<tr><td><strong>${row.facts.join(', ')}</strong></td><td>${row.says.replaceAll('`', '')}</td><td>${row.switches.map(each => html`<code>${each}</code> `)}</td><td>${[...cases, ...scenarios].join(', ')}</td></tr>`,
  );
  return html`<h3>The assumptions, and what rests on each</h3>
<p>Should the real service do otherwise, these results speak for another service than the real one. A switch plays the other answers: <code>sims-harness serve --set …</code></p>
${table('Assumptions', ['Facts', 'What the imitation does', 'Switch', 'Rests on it'], rows)}`;
}
