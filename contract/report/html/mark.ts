import type { Verdict } from '../../finding.js';
import { VERDICT_WORDS } from '../words.js';
import { html, type Markup } from './markup.js';

const SIGNS: Readonly<Record<Verdict, string>> = {
  passed: '✔',
  warned: '▲',
  review: '?',
  'cannot-verify': '–',
  failed: '✘',
  broken: '!',
};

/** A verdict with a sign and in words, so that nothing hangs on a colour. */
export function mark(verdict: Verdict): Markup {
  return html`<span class="mark ${verdict}">${SIGNS[verdict]} ${VERDICT_WORDS[verdict]}</span>`;
}
