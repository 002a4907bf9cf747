import { html, Markup, STYLE } from '../../../contract/index.js';
import type { Digest, Pack } from '../pack.js';
import { dataUri } from '../pictures.js';
import { clauseMap } from './clauses.js';
import { ledger } from './grounds.js';
import { verdict, whatWasRun } from './head.js';
import { checklist, limits } from './person.js';
import { requirements, scenarios } from './played.js';
import { OWN_STYLE } from './style.js';
import { table } from './table.js';
import { readableDate } from './words.js';

const PARTS = [
  ['run', 'What was run'],
  ['scenarios', 'Scenarios'],
  ['requirements', 'Requirements'],
  ['clauses', 'Clause by clause'],
  ['ledger', 'What it rests on'],
  ['limits', 'What this does not show'],
  ['files', 'The files beside this page'],
  ['person', 'What a person must show'],
] as const;

/** The pack as one page that needs nothing else: readable offline, on a phone and on paper. No script. */
export function evidencePage(pack: Pack, files: readonly Digest[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Evidence: ${pack.contract.report.subject.name}</title>
<style>${new Markup(STYLE)}${new Markup(OWN_STYLE)}</style>
</head>
<body>
<header>
<h1>Evidence: how this product looks after the credentials of schools</h1>
<p class="soft">${readableDate(pack.madeAt.toISOString())} · ${pack.tool.name} ${pack.tool.version}</p>
</header>
<main>
${verdict(pack)}
<nav aria-label="Parts of this page"><ul>${PARTS.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${whatWasRun(pack)}
${scenarios(pack)}
${requirements(pack)}
${clauseMap(pack)}
${ledger(pack)}
${limits(pack)}
${pictures(pack)}
${list(files)}
<section class="part">${checklist(pack)}</section>
</main>
</body>
</html>
`.text;
}

function pictures({ pictures: shown }: Pack): Markup | undefined {
  if (shown.length === 0) return undefined;
  return html`<h2 id="pictures">The tool in pictures</h2>
<p>Made from the running tool when this version of it was documented, with invented schools. They show what the tool is, and nothing of the run above.</p>
${shown.map(each => html`<figure><img src="${dataUri(each)}" alt="${each.alt}"><figcaption>${each.alt}</figcaption></figure>`)}`;
}

function list(files: readonly Digest[]): Markup {
  const rows = files.map(
    ({ name, says, sha256 }) =>
      html`<tr><td><a href="${name}">${name}</a></td><td>${says}</td><td><code>${sha256}</code></td></tr>`,
  );
  return html`<h2 id="files">The files beside this page</h2>
${table('Files', ['File', 'Holds', 'SHA-256'], rows)}`;
}
