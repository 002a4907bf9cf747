import {
  clauseTitle,
  hasOpenSecurityIssue,
  html,
  type Markup,
  many,
  summary,
  TOLD,
  type Told,
  toldOf,
  VERDICT_WORDS,
} from '../../../contract/index.js';
import type { Origin, Pack } from '../pack.js';
import { bar } from './bar.js';
import { table } from './table.js';
import { readableDate } from './words.js';

const LOOKS: Readonly<Record<Told, string>> = {
  passed: 'good',
  decided: 'decided',
  warned: 'warn',
  review: 'warn',
  'cannot-verify': 'rest',
  failed: 'bad',
  broken: 'warn',
};

/** What came out, in a sentence or two, and how much of it. */
export function verdict(pack: Pack): Markup {
  const { exit, contract, prove } = pack;
  const { proofs } = prove.report;
  const held = proofs.filter(each => each.held).length;
  const words = {
    0: ['passed', 'Everything that was played held.'],
    1: ['failed', 'Not everything held.'],
    3: ['broken', 'Not everything could be judged.'],
  }[exit];
  return html`<section class="verdict ${words[0]}"><strong>${words[1] ?? ''}</strong>
<p>${summary(contract.report)} ${held} of ${many(proofs.length, 'scenario')} proven.</p>
<p>This is what programs could see. It is no accreditation, no penetration test, and no promise about production: <a href="#person">what a person must show</a> comes last.</p></section>
${hasOpenSecurityIssue(contract.report) ? caution() : undefined}
<h2>At a glance</h2>
<h3>Requirements</h3>
${bar(
  TOLD.map(told => ({
    look: LOOKS[told],
    word: VERDICT_WORDS[told],
    count: contract.report.cases.filter(each => toldOf(each) === told).length,
  })),
)}
<h3>Scenarios</h3>
${bar([
  { look: 'good', word: 'proven', count: held },
  { look: 'bad', word: 'not proven', count: proofs.length - held },
])}`;
}

function caution(): Markup {
  return html`<section class="caution"><p><strong>Mend this before you send it on.</strong> There are open findings about secrets.
The accreditation programme asks integrators not to share security issues that are not resolved (${clauseTitle('S000-6')}).
Mend them, run again, and send the pack of that run.</p></section>`;
}

const ORIGINS: Readonly<Record<Origin, string>> = {
  played: 'played for this pack',
  given: 'taken from a report that was made before',
};

/** What was run: of what, when, by which versions, from which seed. */
export function whatWasRun({ tool, madeAt, contract, prove }: Pack): Markup {
  const { subject, seed, startedAt, tool: judge } = contract.report;
  const row = (name: string, value: Markup | string) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
  const proven = prove.report.subject.name;
  const same = subject.name.startsWith(proven) || [subject.name, proven].every(each => each.includes('sims-agent'));
  return html`<h2 id="run">What was run</h2>
${table(
  'What was run',
  [],
  [
    row('Pack made', `${readableDate(madeAt.toISOString())} by ${versions(tool)}`),
    row('Requirements: of', html`<code>${subject.name}</code>`),
    row('when', `${readableDate(startedAt)}, ${ORIGINS[contract.origin]}`),
    row('by', versions(judge)),
    row('seed', String(seed)),
    row(
      'could be read',
      [
        subject.dump ? 'what it has stored' : 'not what it has stored (no dump command)',
        subject.serve ? 'its running application' : 'no running application (no serve command)',
      ].join('; '),
    ),
    row('Scenarios: with', html`<code>${proven}</code>`),
    row('when', `${readableDate(prove.report.startedAt)}, ${ORIGINS[prove.origin]}`),
    row('by', versions(prove.report.tool)),
    row('seed', 'each scenario has its own, told below'),
    row('token server', prove.report.subject.sts === 'sims' ? 'in the vendor’s dialect' : 'strictly by RFC 6749'),
  ],
  'facts',
)}
${same ? undefined : html`<section class="caution"><p><strong>Two programs.</strong> The requirements were judged of one program and the scenarios were played with another. Only what was judged of your product speaks for it.</p></section>`}`;
}

const versions = ({ name, version, node, platform }: Pack['tool']): string =>
  `${name} ${version}, Node ${node.replace(/^v/, '')}, ${platform}`;
