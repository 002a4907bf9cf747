import type { Sight } from '../../mock-server/index.js';
import type { Environment, Run } from '../subject/subject.js';

/** What a first sync showed: what arrived in its own world, and what arrived without the world in its address. */
export type FirstSync = {
  readonly run: Run;
  readonly said: string | undefined;
  readonly timeoutMs: number;
  readonly variables: Environment;
  readonly arrived: readonly Sight[];
  readonly astray: readonly Sight[];
  /** Whether a token was granted. */
  readonly granted: boolean;
};

/** What keeps a subject from being judged at all: how it is set up, in one line with the mend. Undefined: it reaches the service. */
export function reachFault(first: FirstSync): string | undefined {
  return endFault(first) ?? addressFault(first) ?? clientFault(first) ?? partnerFault(first);
}

function endFault({ run, timeoutMs, said }: FirstSync): string | undefined {
  if (!run.timedOut) return undefined;
  const mend = 'The command must run one sync and exit; give it more time with --timeout if it is only slow.';
  return `The sync was still running after ${timeoutMs / 1000} s${told(said)}. ${mend}`;
}

function addressFault({ arrived, astray, variables, run, said }: FirstSync): string | undefined {
  const token = arrived.filter(({ operation }) => operation === 'sts.token');
  if (token.length > 0) return undefined;
  const url = variables['SIMS_TOKEN_URL'];
  const [stray] = astray;
  if (stray && stray.service === 'sts')
    return `SIMS_TOKEN_URL is not used as it is: it asked ${pathOf(stray)}, without the world's own prefix. Ask ${url}, path and all.`;
  const [other] = arrived.filter(({ service }) => service === 'sts');
  if (other) return `SIMS_TOKEN_URL is not used as it is: it asked ${pathOf(other)}. POST to ${url}.`;
  if (arrived.length + astray.length > 0)
    return `SIMS_TOKEN_URL is not used: no token was asked for, but the partner API was. POST to ${url} first.`;
  const exit = run.exit === null ? 'ended by a signal' : `exit code ${run.exit}`;
  const mend = isNoProgram(run, said)
    ? 'The program was not found: give its path as it is from the folder this is run in.'
    : 'Read the address from that variable, and try the command by hand.';
  return `No request reached SIMS_TOKEN_URL (${exit}${told(said)}). ${mend}`;
}

/** How Node, Python, PHP, Java, a shell and others say that a file to be run is not there. */
const isNoProgram = ({ exit }: Run, said = ''): boolean =>
  exit === 127 ||
  (exit !== 0 &&
    /MODULE_NOT_FOUND|Cannot find module|can't open file|Could not open input file|ClassNotFound|No such file or directory -- |Unable to access jarfile/i.test(
      said,
    ));

function clientFault({ arrived, variables }: FirstSync): string | undefined {
  const shown = arrived.filter(({ operation }) => operation === 'sts.token').map(shownBy);
  const last = shown.findLast(({ id }) => id !== undefined);
  if (!last) return undefined;
  if (last.id !== variables['SIMS_CLIENT_ID'])
    return 'SIMS_CLIENT_ID is not used: the token was asked for as another client. Read it from that variable.';
  const same = (secret: string | undefined) => secret === undefined || secret === variables['SIMS_CLIENT_SECRET'];
  if (same(last.secret)) return undefined;
  return 'SIMS_CLIENT_SECRET is not used: the token was asked for with another secret. Read it from that variable.';
}

function partnerFault({ arrived, astray, variables, granted, run, said }: FirstSync): string | undefined {
  if (!granted) return undefined;
  const url = variables['SIMS_RAP_URL'];
  const stray = astray.find(({ service }) => service === 'rap');
  if (stray)
    return `SIMS_RAP_URL is not used as it is: it asked ${pathOf(stray)}, without the world's own prefix. Put ${url} before /api/v1/partner/….`;
  const calls = arrived.filter(({ service }) => service === 'rap');
  const exit = run.exit === null ? 'ended by a signal' : `exit code ${run.exit}`;
  if (calls.length === 0)
    return `It got a token, and then no request reached SIMS_RAP_URL (${exit}${told(said)}). Read the address from that variable.`;
  const id = variables['SIMS_APPLICATION_ID']?.toLowerCase();
  const asked = calls.map(({ url: path }) => /\/api\/v1\/partner\/([^/?]*)/i.exec(path)?.[1]?.toLowerCase());
  if (asked.some(each => each === id)) return undefined;
  if (asked.every(each => each === undefined))
    return `SIMS_RAP_URL is not used as it is: it asked ${pathOf(calls[0])}. Ask ${url}/api/v1/partner/{SIMS_APPLICATION_ID}/….`;
  return 'SIMS_APPLICATION_ID is not used: the partner API was asked about another application. Read it from that variable.';
}

const told = (said: string | undefined) => (said === undefined ? '' : `; its last words: ${said}`);

/** Without the query, where secrets may stand. */
const pathOf = (sight: Sight | undefined) =>
  (sight?.url.split('?')[0] ?? '').replace(/\/api\/v1\/partner\/[^/]+/, '/api/v1/partner/…').slice(0, 80);

/** Who asked for a token, by the form or by Basic: raw or form-encoded, as people write it. */
function shownBy({ rawHeaders, body }: Sight): {
  readonly id: string | undefined;
  readonly secret: string | undefined;
} {
  const form = new URLSearchParams(body.toString('utf8'));
  const id = form.get('client_id') ?? undefined;
  if (id !== undefined) return { id, secret: form.get('client_secret') ?? undefined };
  const at = rawHeaders.findIndex((name, n) => n % 2 === 0 && name.toLowerCase() === 'authorization');
  const basic = /^Basic +(\S+)$/i.exec(at === -1 ? '' : (rawHeaders[at + 1] ?? ''))?.[1];
  if (basic === undefined) return { id: undefined, secret: undefined };
  const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { id: plus(user), secret: plus(rest.join(':')) };
}

function plus(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
