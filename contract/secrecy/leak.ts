import { CLEAR, type Encoding } from './needles.js';

/** What somebody may not see: the integrator's own secret, a school's, an access token, the API-manager key. */
export type SecretKind = 'vendor-secret' | 'site-secret' | 'token' | 'api-key';
/** Where it may turn up. `body`: of a request that has no business with it. `child`: arguments or environment. */
export type LeakPlace = 'output' | 'file' | 'url' | 'header' | 'body' | 'child';

/** A secret that was found where it must not be; told without the secret. */
export type Leak = {
  /** `the vendor secret`, `the secret of Oakfield Primary School`, `an access token`, `the API-manager key` … */
  readonly what: string;
  readonly kind: SecretKind;
  /** `in clear`, `as base64`, … */
  readonly encoding: string;
  /**
   * `whole`: whoever sees it has the secret. `part`: some of its letters. `hash`: an unsalted hash, by which a guess can
   * be proven and two schools with one secret be told.
   */
  readonly shows: 'whole' | 'part' | 'hash';
  /** Where: an output, a file below the state folder, a URL, a header, a child's arguments. */
  readonly where: string;
  readonly place: LeakPlace;
};

/** How an encoding is said in a sentence: `in clear`, `as base64, in gzip`. */
export function told({ encoding, shows }: { readonly encoding: Encoding; readonly shows: Leak['shows'] }, how: string) {
  if (shows === 'part') return `with ${encoding} characters${how}`;
  if (shows === 'hash') return `as an unsalted ${encoding} hash${how}`;
  return `${encoding === CLEAR ? 'in clear' : `as ${encoding}`}${how}`;
}
