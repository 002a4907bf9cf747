/** The guards of `sims-agent` in words (docs/agent.md); what another agent says is told as it says it. */
export const GUARDS: Readonly<Record<string, string>> = {
  G1: 'Nothing at all would be served any more',
  G2: 'Too many schools would be removed at once',
  G3: 'Too many schools of a small store would be removed at once',
  G4: 'Too many schools would be suspended at once',
  G5: 'Too many schools would be left without credentials at once',
  G7: 'Many schools are shown with one and the same secret',
};
