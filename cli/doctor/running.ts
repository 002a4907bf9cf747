/** How long a port on this machine may take to answer before it counts as somebody else's. */
const PATIENCE_MS = 2_000;

/**
 * The ports of the sims-harness whose control API answers at this address; undefined where something else does. Beyond
 * loopback it tells its other ports only to whoever has its token, so that only this one is known.
 */
export async function harnessAt(host: string, port: number): Promise<ReadonlySet<number> | undefined> {
  const control = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { status, worlds, eventReaders } = await membersAt(`${control}/api/health`);
  if (status !== 'ok' || typeof worlds !== 'number' || typeof eventReaders !== 'number') return undefined;
  // The record holds a secret, too: nothing but ports is taken from it.
  const { tokenUrl, rapUrl, proxyUrl } = await membersAt(`${control}/api/info`);
  return new Set([port, ...[tokenUrl, rapUrl, proxyUrl].flatMap(portIn)]);
}

/** The members of the JSON object there; none where there is no such answer. */
async function membersAt(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    const body: unknown = await answer.json();
    return answer.ok && typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
  } catch {
    return {};
  }
}

function portIn(url: unknown): readonly number[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  const { port, protocol } = new URL(url);
  return [port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)];
}
