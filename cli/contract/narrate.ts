import { type CaseResult, caseLine, closingLines, type Paint, type Report } from '../../contract/index.js';
import { paint, type Terminal } from '../terminal.js';

/** Tells a run as it goes on. */
export function createNarrator(out: Terminal) {
  const shine: Paint = (colour, text) => paint(out, colour, text);
  out.status('a first look at the agent …');
  return {
    notes: (notes: readonly string[]): void => {
      for (const note of notes) out.line(paint(out, 'dim', note));
    },
    round: (id: string, round: string): void => out.status(`${id} ${round} …`),
    case: (result: CaseResult, done: number, of: number): void => {
      out.line(caseLine(result, shine));
      out.status(`${done} of ${of} …`);
    },
    summary: (report: Report): void => {
      for (const line of closingLines(report, shine)) out.line(line);
    },
  };
}
