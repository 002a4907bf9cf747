import type { Scenario } from '../../mock-server/index.js';
import type { Given } from '../command-line.js';
import type { Source } from '../scenario-from.js';
import { shellQuoted } from '../shell-quote.js';
import { paint, type Terminal } from '../terminal.js';
import type { Proof } from './play.js';
import { failureLines } from './reports.js';

/** Tells a run of `prove` as it goes on. */
export type Narrator = { proof(proof: Proof): void; summary(proofs: readonly Proof[]): void };

/** `given` is the command line as it was typed, for the line that repeats one scenario. */
export function createNarrator(
  out: Terminal,
  scenarios: readonly Scenario[],
  sources: readonly Source[],
  given: Given,
): Narrator {
  const width = Math.max(...scenarios.map(s => s.id.length));
  let told = 0;
  const showProgress = () => out.status(`proving ${told} of ${scenarios.length} …`);
  showProgress();
  return {
    proof: proof => {
      out.line(verdictLine(out, proof, width));
      if (!proof.held) {
        for (const line of failureLines(proof)) out.line(`    ${line}`);
        out.line(`    again, by itself: ${replayLine(sources[told], given)}`);
      }
      told += 1;
      showProgress();
    },
    summary: proofs => {
      const held = proofs.filter(p => p.held).length;
      const text = `${held} of ${proofs.length} ${proofs.length === 1 ? 'scenario' : 'scenarios'} proven.`;
      out.line();
      out.line(paint(out, held === proofs.length ? 'green' : 'red', text));
    },
  };
}

function verdictLine(out: Terminal, proof: Proof, width: number): string {
  const mark = proof.held ? paint(out, 'green', '✔') : paint(out, 'red', '✘');
  const runs = `${proof.syncs.length} ${proof.syncs.length === 1 ? 'run' : 'runs'}`;
  const cost = paint(out, 'dim', `(${runs}, ${proof.requests} requests, ${(proof.ms / 1000).toFixed(1)} s)`);
  const said = proof.held ? proof.proves : `NOT PROVEN: ${proof.proves}`;
  return `${mark} ${paint(out, 'bold', proof.id.padEnd(width))}  ${said} ${cost}`;
}

/** A line to paste: the same scenario with the same agent, and its world left up to look at. */
function replayLine(source: Source | undefined, { agent, sts, https, intercept }: Given): string {
  const words = source === undefined ? [] : 'id' in source ? [source.id] : ['--file', source.file];
  const whose = typeof agent === 'string' ? ['--agent', agent] : [];
  const how = [
    ...(typeof sts === 'string' ? ['--sts', sts] : []),
    ...(https === true ? ['--https'] : []),
    ...(intercept === true ? ['--intercept'] : []),
  ];
  return ['npx sims-harness prove', ...[...words, ...how, ...whose].map(quoted), '--keep'].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : shellQuoted(word);
}
