// Which proxy leads to a service, by the variables that other programs read as well. Only https goes through one.
import { ConfigurationError } from '../errors.js';
import type { Environment } from './settings.js';

/** A proxy's address, which may hold a name and a password: it is never printed. */
export type WebProxy = { readonly url: URL };

/** The small spelling wins, as it does for curl. */
const variable = (env: Environment, name: string): string | undefined => env[name.toLowerCase()] || env[name];

/**
 * The proxy for an address; undefined where there is none. A loopback address never has one: plain http is only allowed
 * there because nobody else sees it, and a proxy's loopback is another machine's. Throws ConfigurationError.
 */
export function proxyFor(address: URL, env: Environment): WebProxy | undefined {
  const given = variable(env, 'HTTPS_PROXY');
  if (!given || address.protocol !== 'https:' || isLoopback(address.hostname)) return undefined;
  if (isExcepted(address, variable(env, 'NO_PROXY') ?? '')) return undefined;
  return { url: parse(given) };
}

/** The proxy without name and password, for people. */
export const withoutLogin = ({ url }: WebProxy): string => url.origin;

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

/** As curl has it, an address without a scheme is http. */
function parse(given: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (/^https?:$/.test(url.protocol) && url.hostname) return url;
  }
  throw new ConfigurationError('HTTPS_PROXY is no http address of a proxy. Correct it, or unset it.');
}

/** NO_PROXY: hosts, each with those below it and perhaps a port, or `*`. */
function isExcepted({ hostname, port }: URL, list: string): boolean {
  const entries = list.split(/[\s,]+/).filter(entry => entry !== '');
  return entries.some(entry => {
    if (entry === '*') return true;
    const [, host = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase().replace(/^\*?\./, '')) ?? [];
    if (only !== undefined && only !== (port || '443')) return false;
    return host !== '' && (hostname === host || hostname.endsWith(`.${host}`));
  });
}
