/** For a screen in light and dark, for a phone, and for paper. */
export const STYLE = `
:root{--ink:#1d2733;--soft:#566373;--page:#fff;--card:#f5f7f9;--line:#d5dce3;--good:#17693a;--bad:#b3261e;--warn:#8a5300;--calm:#3d5a80}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#a7b3c0;--page:#12181f;--card:#1b232c;--line:#323d49;--good:#6cd495;--bad:#ff8a80;--warn:#f2b866;--calm:#9dbde6}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--page);overflow-wrap:anywhere}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.2rem;margin:2.5rem 0 .75rem}h3{font-size:1rem;margin:1.25rem 0 .25rem}
p{margin:.4rem 0}.soft{color:var(--soft);font-size:.9rem}code,pre{font:.85rem/1.5 ui-monospace,monospace}
pre{background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;white-space:pre-wrap;margin:.4rem 0}
.verdict{border-left:.5rem solid var(--calm);background:var(--card);padding:1rem 1.25rem;border-radius:.4rem;margin:1rem 0}
.verdict strong{display:block;font-size:1.5rem;line-height:1.3}.verdict.passed{border-color:var(--good)}.verdict.failed{border-color:var(--bad)}.verdict.broken{border-color:var(--warn)}
.caution{border:2px solid var(--bad);border-radius:.4rem;padding:.75rem 1rem;margin:1rem 0}
.mark{font-weight:650}.mark.passed{color:var(--good)}.mark.failed{color:var(--bad)}.mark.warned,.mark.review,.mark.broken{color:var(--warn)}.mark.cannot-verify{color:var(--soft)}.mark.decided{color:var(--calm)}
.known{border:1px solid var(--line);border-radius:.3rem;padding:0 .35rem;font-size:.8rem;color:var(--soft)}
.counts{width:auto}.counts th[scope=row]{font-weight:400}.counts td,.counts th:not(:first-child){text-align:right;min-width:4.5rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}th{font-weight:650;overflow-wrap:normal}td>p:first-child{margin-top:0}td ul{margin:.2rem 0;padding-left:1.2rem}
.wide{overflow-x:auto}.wide table{font-size:.85rem}.wide td{overflow-wrap:break-word}.wide td code{overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0}summary{cursor:pointer;padding:.6rem .8rem}details>div{padding:0 .9rem .8rem}
summary:focus-visible,a:focus-visible{outline:3px solid var(--calm);outline-offset:2px}a{color:var(--calm)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem .9rem;margin:.4rem 0}dt{color:var(--soft)}dd{margin:0}
@media (max-width:36rem){body{padding:1rem}dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.4rem}.wide table{min-width:34rem}}
@media print{:root{--ink:#000;--soft:#333;--page:#fff;--card:#fff;--line:#999;--good:#000;--bad:#000;--warn:#000;--calm:#000}body{max-width:none;padding:0;font-size:10.5pt}.verdict,.caution{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto;opacity:1}details{break-inside:auto}summary{break-after:avoid;list-style:none}a{color:inherit;text-decoration:none}h2,h3{break-after:avoid}tr,dl,pre{break-inside:avoid}}
`;
