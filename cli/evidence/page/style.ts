/** What this page needs beyond the style of the contract report. */
export const OWN_STYLE = `
.facts{width:auto}.facts td,td li{overflow-wrap:anywhere}.wide:focus-visible{outline:3px solid var(--calm);outline-offset:2px}.facts th{font-weight:400;color:var(--soft)}
.chart{display:block;width:100%;max-width:40rem;height:1.6rem;margin:.5rem 0;border:1px solid var(--line);border-radius:.3rem}
.chart .good,.chart .documented{fill:var(--good)}.chart .bad{fill:var(--bad)}.chart .warn,.chart .assumed{fill:var(--warn)}.chart .product,.chart .decided{fill:var(--calm)}.chart .inferred,.chart .rest{fill:var(--soft)}.chart .unknown{fill:var(--bad)}
.legend{list-style:none;padding:0;margin:.3rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
.key{display:inline-block;width:.8rem;height:.8rem;border:1px solid var(--ink);margin-right:.35rem;vertical-align:-.05rem}
.key.good,.key.documented{background:var(--good)}.key.bad,.key.unknown{background:var(--bad)}.key.warn,.key.assumed{background:var(--warn)}.key.product,.key.decided{background:var(--calm)}.key.inferred,.key.rest{background:var(--soft)}
.sign td{height:3.2rem;border:1px solid var(--line)}.sign th{border:1px solid var(--line)}.sign th[scope=row]{width:35%}.sheet th:nth-child(2){width:40%}.sheet th:nth-child(3),.sheet th:nth-child(6){width:17%}.sheet th:nth-child(5){width:11%}.sheet{table-layout:auto;min-width:48rem}.selection{border-left:.3rem solid var(--warn);background:var(--card);padding:.4rem 1rem;margin:.75rem 0}.sign .tick{line-height:1;text-align:center;width:1.2rem;height:1.2rem;border:1.5px solid var(--ink);display:inline-block}
figure{margin:1rem 0}figure img{max-width:100%;border:1px solid var(--line);border-radius:.4rem}figcaption{color:var(--soft);font-size:.9rem}
nav ul{columns:2;padding-left:1.2rem;margin:.4rem 0}
@media (max-width:36rem){nav ul{columns:1}}
@page{margin:16mm}
@media print{.wide{overflow:visible}.sheet,.wide table{min-width:0}.wide td,.wide th{overflow-wrap:anywhere}.sheet{font-size:8.5pt}.sign td,.sign th,.chart,.key{border-color:#000}.chart,.key{print-color-adjust:exact;-webkit-print-color-adjust:exact}.chart .good,.chart .documented,.key.good,.key.documented{fill:#17693a;background:#17693a}.chart .bad,.chart .unknown,.key.bad,.key.unknown{fill:#b3261e;background:#b3261e}.chart .warn,.chart .assumed,.key.warn,.key.assumed{fill:#d79a3a;background:#d79a3a}.chart .product,.chart .decided,.key.product,.key.decided{fill:#3d5a80;background:#3d5a80}.chart .inferred,.chart .rest,.key.inferred,.key.rest{fill:#a9b3be;background:#a9b3be}section.part{break-before:page}}
`;
