/** TLS for the two services: a development CA, a certificate for one run, and the proxy. Loaded only when asked for. */

export { type Authority, authorityFolder, openAuthority, readAuthority, renewAuthority } from './authority-store.js';
export { createDoorway } from './doorway.js';
export { type Identity, openIdentity } from './identity.js';
export { createProxy, type Destination, type Interceptor, type TurnedDown } from './proxy.js';

/** A truststore for Java with one certificate. */
export const javaTruststore = async (certificate: string): Promise<Buffer> =>
  (await import('./truststore.js')).javaTruststore(certificate);
