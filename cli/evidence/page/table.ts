import { html, type Markup } from '../../../contract/index.js';

/** A table that scrolls by itself where the screen is narrow, also by keys; `label` tells it from the others. */
export function table(label: string, heads: readonly string[], rows: readonly Markup[], look = ''): Markup {
  const head = heads.map(each => html`<th scope="col">${each}</th>`);
  return html`<div class="wide" role="region" tabindex="0" aria-label="${label}"><table class="${look}">${heads.length > 0 ? html`<thead><tr>${head}</tr></thead>` : undefined}<tbody>${rows}</tbody></table></div>`;
}
