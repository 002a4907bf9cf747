import { many, type Report } from '../../contract/index.js';
import type { ProveReport } from '../prove/reports.js';

/** With whose agent the scenarios were played: the product judged, the agent of this package, or one more program. */
export type Prover = 'product' | 'own' | 'another';

/** As much of a pack as tells it. */
type Played = { readonly contract: { readonly report: Report }; readonly prove: { readonly report: ProveReport } };

/** By what both reports call their subject: nothing else of a program is in them. */
export function proverOf({ contract, prove }: Played): Prover {
  const judged = contract.report.subject.name;
  const played = prove.report.subject.name;
  const isOwn = isSimsAgent(played);
  if (`${judged} `.startsWith(`${played} `) || (isOwn && isSimsAgent(judged))) return 'product';
  return isOwn ? 'own' : 'another';
}

/** A command or a name and version; a folder of that name on the way to another program is not meant. */
const isSimsAgent = (name: string): boolean => /(?:^|[\s/\\"'])sims-agent(?:\.js)?(?:["'\s]|$)/.test(name);

const WHOSE: Readonly<Record<Prover, string>> = {
  product: 'The product',
  own: 'The mock’s own agent, not this product,',
  another: 'Another program, not this product,',
};

/** How many scenarios were proven, and of whom: a bare number would be read as the product's. */
export function provenWords(played: Played): string {
  const { proofs } = played.prove.report;
  const held = proofs.filter(each => each.held).length;
  return `${WHOSE[proverOf(played)]} was proven in ${held} of ${many(proofs.length, 'scenario')}.`;
}

/** How the scenarios come to speak of the product too. */
export const PROVE_IT_TOO =
  'The scenarios can be played with your own: --agent "<command>", where it has the commands sync, plan, approve and list --fingerprints.';
