import { html, type Markup, mark, SOURCES, toldOf } from '../../../contract/index.js';
import type { ClauseShown, Pack } from '../pack.js';
import { proverOf } from '../prover.js';
import { table } from './table.js';

/** What the vendor's documents ask for, and what here speaks for it. */
export function clauseMap(pack: Pack): Markup {
  const { clauses } = pack;
  const whose = proverOf(pack) === 'product' ? '' : ' of another program';
  const row = (shown: ClauseShown) => clauseRow(shown, whose);
  const tables = SOURCES.filter(({ id }) => clauses.some(({ clause }) => clause.id.startsWith(id))).map(
    ({ id, title }) => html`<h3>${id} ${title}</h3>
${table(`Clauses of ${title}`, ['Clause', 'Asks', 'Shown by'], clauses.filter(({ clause }) => clause.id.startsWith(`${id}-`)).map(row))}`,
  );
  return html`<h2 id="clauses">Clause by clause</h2>
<p>In our own words; the words that find the place in the vendor’s document are below each number.</p>${tables}`;
}

/** `whose`: where it was not the product that played the scenarios. */
function clauseRow({ clause, cases, proofs }: ClauseShown, whose: string): Markup {
  const { id, at, says, person, aside } = clause;
  const judged = cases.map(each => html`<li><a href="#${each.id}">${each.id}</a> ${mark(toldOf(each))}</li>`);
  const proven = proofs.filter(({ held }) => held).map(each => each.id);
  const not = proofs.filter(({ held }) => !held).map(each => each.id);
  return html`<tr><td><strong>${id}</strong><br><span class="soft">${at}</span></td><td>${says}</td><td>${judged.length > 0 ? html`<ul>${judged}</ul>` : undefined}
${proven.length > 0 ? html`<p class="soft">Scenarios proven${whose}: ${proven.join(', ')}</p>` : undefined}
${not.length > 0 ? html`<p>${mark('failed')} in the scenarios${whose} ${not.join(', ')}</p>` : undefined}
${person === undefined ? undefined : html`<p><em>A person must show:</em> ${person}</p>`}
${aside === undefined ? undefined : html`<p class="soft">Nothing to show: ${aside}</p>`}
${judged.length + proofs.length === 0 && person === undefined && aside === undefined ? html`<p>Nothing that was played speaks for it.</p>` : undefined}</td></tr>`;
}
