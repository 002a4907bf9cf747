import { isLoopback } from '../loopback.js';
import { openAuthority } from './authority-store.js';
import { issueLeaf, type KeyAndCertificate, type Validity } from './certificates.js';
import { mayName, NAMES, USUAL_NAMES } from './names.js';

/** What a server of ours proves itself with, and the file by which a client can believe it. */
export type Identity = KeyAndCertificate & {
  /** For clients that say which host they want: hosts by name only. Mono refuses addresses under a CA bound to some. */
  readonly byName: KeyAndCertificate;
  readonly caFile: string;
};

/**
 * A certificate for one run, never written to disk, from the CA of a folder. `host` is where the servers are bound: an
 * address of this machine is named as well.
 * @param validity for tests of what clients do with a certificate that is over
 * @throws HarnessError when there is a CA that cannot be used, or none can be kept.
 */
export async function openIdentity(folder: string, host: string, validity?: Validity): Promise<Identity> {
  const authority = await openAuthority(folder);
  const own = isLoopback(host) && mayName(host) && !USUAL_NAMES.includes(host) ? [host] : [];
  const { key, certificate } = await issueLeaf(authority, [...USUAL_NAMES, ...own], validity);
  const byName = await issueLeaf(authority, NAMES, validity);
  return { key, certificate, byName, caFile: authority.caFile };
}
