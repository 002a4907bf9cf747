/** Whether RAP takes a token whose signature and issuer are good. Oddities are for the journal. */
export type Verdict = {
  readonly taken: boolean;
  readonly why?: string;
  readonly switches?: readonly string[];
  /** What ASP.NET Core tells its caller (ALT-08). */
  readonly description?: string;
  /** The check itself went wrong. */
  readonly failed?: true;
};
