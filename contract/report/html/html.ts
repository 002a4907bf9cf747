import { CLAUSES, clauseTitle } from '../../clauses.js';
import { gravest } from '../../finding.js';
import { FAMILIES, type Family, familyOf, type Level } from '../../requirement.js';
import { figureRows } from '../figure-rows.js';
import { headline } from '../headline.js';
import type { CaseResult, Figures, Report } from '../report.js';
import { decisionLead, FAMILY_WORDS, TOLD, type Told, toldOf } from '../vocabulary.js';
import { hasOpenSecurityIssue, selectionWords, summary } from '../words.js';
import { known, requirement } from './case.js';
import { mark } from './mark.js';
import { html, Markup } from './markup.js';
import { STYLE } from './style.js';

/** The report as one page that needs nothing else: readable offline, on a phone and on paper. */
export function htmlReport(report: Report): string {
  const { subject, startedAt, seed, tool } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Contract report: ${subject.name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>How well does this product look after the credentials of schools?</h1>
<p class="soft">Judged: <code>${subject.name}</code><br>${readableDate(startedAt)} · ${tool.name} ${tool.version} · seed ${seed}<br>Chosen: ${selectionWords(report)}</p>
</header>
<main>
${verdict(report)}
${hasOpenSecurityIssue(report) ? caution() : undefined}
${answerSheet(report)}
${surprises(report)}
${idleDecisions(report)}
${families(report.cases)}
${figures(report.figures)}
<h2>Requirement by requirement</h2>
${report.cases.map(each => requirement(each))}
${clauses(report.cases)}
${limits(report)}
</main>
</body>
</html>
`.text;
}

function verdict(report: Report): Markup {
  return html`<section class="verdict ${report.verdict}"><strong>${headline(report)}</strong><p>${summary(report)}</p></section>`;
}

/** How many requirements got which verdict; a verdict that nobody got has no row. */
function answerSheet({ cases }: Report): Markup {
  const count = (told: Told, level: Level) =>
    cases.filter(each => toldOf(each) === told && each.level === level).length;
  const rows = TOLD.filter(told => cases.some(each => toldOf(each) === told)).map(
    told =>
      html`<tr><th scope="row">${mark(told)}</th><td>${count(told, 'must')}</td><td>${count(told, 'should')}</td></tr>`,
  );
  return html`<h2>Answer sheet</h2>
<table class="counts"><thead><tr><th scope="col">Requirements</th><th scope="col">must</th><th scope="col">should</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function surprises({ surprises: found }: Report): Markup | undefined {
  if (found.length === 0) return undefined;
  return html`<section class="caution"><p><strong>The file of known failures is out of date.</strong></p><ul>${found.map(each => html`<li>${each}</li>`)}</ul></section>`;
}

/** Decisions that came to nothing: nobody is to take them for an answer. */
function idleDecisions({ cases }: Report): readonly Markup[] {
  return cases
    .filter(each => each.decided && toldOf(each) !== 'decided')
    .map(each => html`<p>${decisionLead(each)}: <a href="#${each.id}">${each.id}</a>, “${each.decided?.comment}”</p>`);
}

function caution(): Markup {
  return html`<section class="caution"><p><strong>Mend this before you send it on.</strong> There are open findings about secrets.
The accreditation programme asks integrators not to share security issues that are not resolved (${clauseTitle('S000-6')}).
Mend them, run again, and send the report of that run.</p></section>`;
}

function families(cases: readonly CaseResult[]): Markup {
  const rows = FAMILIES.flatMap(family => {
    const own = cases.filter(({ id }) => familyOf(id) === family);
    return own.length === 0 ? [] : [familyRow(family, own)];
  });
  return html`<h2>In school words</h2>
<table><thead><tr><th scope="col">Question</th><th scope="col">Answer</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function familyRow(family: Family, own: readonly CaseResult[]): Markup {
  const { title, asks } = FAMILY_WORDS[family];
  const worst = worstOf(own);
  const open = own.filter(each => each.verdict !== 'passed');
  const lines = open.map(
    each => html`<li>${mark(toldOf(each))}${known(each)} ${each.means} <a href="#${each.id}">${each.id}</a></li>`,
  );
  const all = `${own.length - open.length} of ${own.length} hold`;
  return html`<tr><td><strong>${title}</strong><br>${asks}</td><td>${mark(worst)} <span class="soft">${all}</span>${open.length > 0 ? html`<ul>${lines}</ul>` : undefined}</td></tr>`;
}

function worstOf(cases: readonly CaseResult[]): Told {
  const told = cases.map(toldOf);
  const worst = gravest(told.flatMap(each => (each === 'decided' ? [] : each)));
  return worst === 'passed' && told.includes('decided') ? 'decided' : worst;
}

function figures(found: Figures | null): Markup | undefined {
  if (!found) return undefined;
  const advice = found.advice.map(each => html`<li>${each}</li>`);
  return html`<h2>How gentle it is with the service</h2><table><tbody>${figureRows(found).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
${advice.length > 0 ? html`<ul>${advice}</ul>` : html`<p>Nothing to improve.</p>`}`;
}

function clauses(cases: readonly CaseResult[]): Markup {
  const rows = CLAUSES.filter(({ aside }) => aside === undefined).map(({ id, at, says, person }) => {
    const shown = cases.filter(each => each.clauses.includes(id));
    const links = shown.map(each => html`<li><a href="#${each.id}">${each.id}</a> ${mark(toldOf(each))}</li>`);
    return html`<tr><td><strong>${id}</strong><br><span class="soft">${at}</span></td><td>${says}</td><td>${links.length > 0 ? html`<ul>${links}</ul>` : undefined}${person === undefined ? undefined : html`<p><em>A person must show:</em> ${person}</p>`}</td></tr>`;
  });
  return html`<h2>Clause by clause</h2>
<p>What the vendor's documents ask for, and what here speaks for it. A test is a beginning of an accreditation file, never all of it.</p>
<div class="wide"><table><thead><tr><th scope="col">Clause</th><th scope="col">Asks</th><th scope="col">Shown by</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function limits({ subject, tool, seed, cases, ms, limits: found }: Report): Markup {
  const unseen = [
    ...(subject.dump ? [] : ['What the product has stored: no dump command was given.']),
    ...(subject.serve ? [] : ['How the running application uses credentials: no serve command was given.']),
    ...found,
    'Anything but the program that was judged: the rest of the product, its hosting, its backups, its people.',
    'The real services: everything here was played by a local imitation, which is faithful to what is documented and marks what is assumed.',
    'What never came to pass in this run: a test shows faults that are there, not that there are none.',
  ];
  return html`<h2>What this does not show</h2><ul>${unseen.map(each => html`<li>${each}</li>`)}</ul>
<p class="soft">${cases.length} requirements in ${(ms / 1000).toFixed(1)} s · seed ${seed} · ${tool.name} ${tool.version} · Node ${tool.node} · ${tool.platform}</p>`;
}

function readableDate(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
