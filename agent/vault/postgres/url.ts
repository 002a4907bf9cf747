// The address of a PostgreSQL vault, as libpq writes it: postgres://user@host:5432/database?schema=sims. Never shown with its password.

import { didYouMean } from '../../config/nearest.js';
import { isLoopback } from '../../config/proxy.js';
import { ConfigurationError } from '../../errors.js';

export type DatabaseAddress = {
  /** For people: everything but the password. */
  readonly name: string;
  /** A host name, or the folder of a socket. */
  readonly host: string;
  /** What is left out comes from PGPORT, PGUSER, PGDATABASE, PGPASSWORD or the password file, as for every client of PostgreSQL. */
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** One vault is one schema. */
  readonly schema: string;
  /** Whether the connection is encrypted and the server's name and certificate are checked. */
  readonly verified: boolean;
  /** PEM to trust instead of the public ones. */
  readonly rootCertificate: string | undefined;
};

const parameters = ['host', 'schema', 'sslmode', 'sslrootcert'];

export const isDatabase = (vault: string): boolean => /^postgres(ql)?:/i.test(vault);

/** Throws ConfigurationError, which never quotes the address. */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = isDatabase(text) && URL.canParse(text) ? new URL(text) : undefined;
  const decoded = [url?.username, url?.password, url?.pathname.slice(1)].map(decode);
  if (!url || decoded.includes(null))
    throw new ConfigurationError(
      'SIMS_VAULT (--vault) is no postgres://user@host/database. Write other characters than letters and digits as %XX.',
    );
  const [user, password, database] = decoded.map(part => part || undefined);
  for (const name of url.searchParams.keys())
    if (!parameters.includes(name))
      throw new ConfigurationError(
        `SIMS_VAULT takes no "${name}", only ${parameters.join(', ')}.${didYouMean(name, parameters)}`,
      );
  const given = (name: string): string | undefined => url.searchParams.get(name) || undefined;
  const host = given('host') ?? (url.hostname.replace(/^\[|\]$/g, '') || 'localhost');
  const schema = given('schema') ?? 'sims';
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new ConfigurationError('SIMS_VAULT: schema must be small letters, digits and _, such as schema=sims.');
  const verified = isVerified(host, given('sslmode'));
  url.password = '';
  const port = url.port === '' ? undefined : Number(url.port);
  const rootCertificate = given('sslrootcert');
  return { name: String(url), host, port, user, password, database, schema, verified, rootCertificate };
}

function decode(part = ''): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** Half a check is none: off this machine a connection is verified in full, whatever libpq would also offer. */
function isVerified(host: string, mode: string | undefined): boolean {
  const isHere = host.startsWith('/') || isLoopback(host) || host === '::1';
  if (mode === 'verify-full' || (mode === undefined && !isHere)) return true;
  if (isHere && (mode === undefined || mode === 'disable')) return false;
  const choice = isHere ? 'disable or verify-full' : 'verify-full: the database is on another machine';
  throw new ConfigurationError(`SIMS_VAULT: sslmode must be ${choice}. Leave it out, or correct it.`);
}
