import { type CaseResult, html, type Markup, toldOf, VERDICT_WORDS } from '../../../contract/index.js';
import type { Pack } from '../pack.js';
import { table } from './table.js';

/** What this cannot show, whatever came out. */
export function limits({ contract, prove, tool, ledger }: Pack): Markup {
  const { subject, limits: found, tool: judge } = contract.report;
  const others = [judge, prove.report.tool].filter(
    ({ version, node }) => version !== tool.version || node !== tool.node,
  );
  const unseen = [
    ...(subject.dump ? [] : ['What the product has stored: no dump command was given.']),
    ...(subject.serve ? [] : ['How the running application uses credentials: no serve command was given.']),
    ...found,
    ...(others.length > 0
      ? ['One run of one version: a report in this pack is of another version than what made the pack.']
      : []),
    ...(ledger.length > 0
      ? []
      : ['How well each behaviour of the imitation is known: its ledger is not in this installation.']),
    'Anything but the programs that were run: the rest of the product, its hosting, its backups, its people.',
    'The real services: everything was played by a local imitation with invented schools. What it rests on is told above.',
    'Another day: the pack is true of the versions and the date it names.',
    'What never came to pass: a test shows faults that are there, not that there are none.',
    'Who made it: nothing here is signed by a machine. The digests tell whether a file was changed after the pack was made, not by whom it was made.',
  ];
  return html`<h2 id="limits">What this does not show</h2><ul>${unseen.map(each => html`<li>${each}</li>`)}</ul>`;
}

/** The list to be filled in by hand: what only a person can show, and what the run left to one. */
export function checklist({ clauses, contract }: Pack): Markup {
  const asked = clauses.flatMap(({ clause: { id, at, person, aside } }) =>
    person === undefined || aside !== undefined ? [] : [item(id, at, person)],
  );
  const left = contract.report.cases
    .filter(({ verdict }) => verdict === 'review' || verdict === 'cannot-verify')
    .map(open);
  return html`<h2 id="person">What a person must show</h2>
<p>No program can answer these. Fill them in by hand, on paper or in a copy of this page.</p>
${table('What a person must show', ['Done', 'What', 'Where it is found', 'Name', 'Date', 'Signature'], [...asked, ...left], 'sign sheet')}
<h3>Declaration</h3>
<p>I have read this pack. It is about our product in the version named here, and what is filled in above is true.</p>
<table class="sign"><tbody>${['Product and version', 'Company', 'Name and role', 'Date', 'Signature'].map(each => html`<tr><th scope="row">${each}</th><td></td></tr>`)}</tbody></table>`;
}

function open(each: CaseResult): Markup {
  const { id, verdict, says, decided } = each;
  if (toldOf(each) === 'decided' && decided) return settled(id, says, decided.comment);
  return item(id, verdict === 'review' ? VERDICT_WORDS.review : 'could not be seen from outside', says);
}

/** Nothing of it is left to be filled in: who decided, and when, is in their words. */
function settled(id: string, what: string, comment: string): Markup {
  return html`<tr><td><span class="tick">✔</span></td><td><strong>${id}</strong> <span class="soft">${VERDICT_WORDS.decided}</span><br>${what}</td><td colspan="4">“${comment}”</td></tr>`;
}

function item(id: string, at: string, what: string): Markup {
  return html`<tr><td><span class="tick"></span></td><td><strong>${id}</strong> <span class="soft">${at}</span><br>${what}</td><td></td><td></td><td></td><td></td></tr>`;
}
