/** What a switch did to a caller who was let in or turned away, for the journal. */
export type Remark = {
  /** Part of an English sentence; several are joined with semicolons. */
  readonly why: string;
  /** Switches that decided it, e.g. `sts.lockout=after:3`. */
  readonly switches: readonly string[];
};

/** Several as one; undefined when there is none. */
export function joined(remarks: readonly (Remark | undefined)[]): Remark | undefined {
  const said = remarks.filter(remark => remark !== undefined);
  if (said.length === 0) return undefined;
  return { why: said.map(({ why }) => why).join('; '), switches: said.flatMap(({ switches }) => switches) };
}
