import { html, type Markup } from '../../../contract/index.js';

/** A share of a bar; `look` is a class of the style. */
export type Share = { readonly look: string; readonly word: string; readonly count: number };

const WIDTH = 1000;

/** A bar of shares with its numbers in words below it, so that nothing hangs on a colour. */
export function bar(shares: readonly Share[]): Markup {
  const there = shares.filter(({ count }) => count > 0);
  const sum = there.reduce((total, { count }) => total + count, 0);
  let at = 0;
  const parts = there.map(({ look, count }) => {
    const x = at;
    const width = Math.round((count / sum) * WIDTH * 10) / 10;
    at += width;
    return html`<rect class="${look}" x="${x}" y="0" width="${width}" height="20"></rect>`;
  });
  const legend = there.map(({ look, word, count }) => html`<li><span class="key ${look}"></span>${count} ${word}</li>`);
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true">${parts}</svg><ul class="legend">${legend}</ul>`;
}
