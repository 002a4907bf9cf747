import { type Told, VERDICT_WORDS } from '../vocabulary.js';
import { VERDICT_SIGNS } from '../words.js';
import { html, type Markup } from './markup.js';

/** A verdict with a sign and in words, so that nothing hangs on a colour. */
export function mark(told: Told): Markup {
  return html`<span class="mark ${told}">${VERDICT_SIGNS[told]} ${VERDICT_WORDS[told]}</span>`;
}
