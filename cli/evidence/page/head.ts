import {
  clauseTitle,
  hasOpenSecurityIssue,
  html,
  type Markup,
  summary,
  TOLD,
  type Told,
  toldOf,
  VERDICT_WORDS,
} from '../../../contract/index.js';
import { type Origin, type Pack, productExit } from '../pack.js';
import { PROVE_IT_TOO, provenWords, proverOf } from '../prover.js';
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

/** What came out for the product, in a sentence or two, and how much of it; what another program proved is told beside it. */
export function verdict(pack: Pack): Markup {
  const { contract, prove } = pack;
  const { proofs } = prove.report;
  const held = proofs.filter(each => each.held).length;
  const isProduct = proverOf(pack) === 'product';
  const words = {
    0: ['passed', isProduct ? 'Everything that was played held.' : 'Every requirement that was judged held.'],
    1: ['failed', 'Not everything held.'],
    3: ['broken', 'Not everything could be judged.'],
  }[productExit(pack)];
  return html`<section class="verdict ${words[0]}"><strong>${words[1] ?? ''}</strong>
<p>${summary(contract.report)}${isProduct ? ` ${provenWords(pack)}` : undefined}</p>
<p>This is what programs could see. It is no accreditation, no penetration test, and no promise about production: <a href="#person">what a person must show</a> comes last.</p></section>
${isProduct ? undefined : notTheProduct(pack)}
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
<h3>Scenarios${isProduct ? undefined : ', of another program than the product'}</h3>
${isProduct ? undefined : html`<p>${provenWords(pack)}</p>`}
${bar([
  { look: 'good', word: 'proven', count: held },
  { look: 'bad', word: 'not proven', count: proofs.length - held },
])}`;
}

/** Stands below the verdict, which is of the product alone. */
const notTheProduct = (pack: Pack): Markup =>
  html`<section class="selection"><p><strong>Two programs.</strong> ${provenWords(pack)} The verdict above is of the requirements, which were judged of the product; the scenarios show what can be asked of an agent, and say nothing of this one. ${PROVE_IT_TOO}</p></section>`;

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
)}`;
}

const versions = ({ name, version, node, platform }: Pack['tool']): string =>
  `${name} ${version}, Node ${node.replace(/^v/, '')}, ${platform}`;
