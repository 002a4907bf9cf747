import type { Verdict } from '../../finding.js';
import { VERDICT_WORDS } from '../vocabulary.js';
import { VERDICT_SIGNS } from '../words.js';
import { html, type Markup } from './markup.js';

/** A verdict with a sign and in words, so that nothing hangs on a colour. */
export function mark(verdict: Verdict): Markup {
  return html`<span class="mark ${verdict}">${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict]}</span>`;
}
