// A sync agent that does everything right, written from the contract alone, for the wrong agents beside it to spoil in
// one place each: the places are in good/hooks.mjs. It keeps no state between runs but its sealed store, so that many may
// run in one process.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { pathToFileURL } from 'node:url';
import { End } from './good/end.mjs';
import { HOOKS } from './good/hooks.mjs';
import { load, save } from './good/store.mjs';
import { askRap, newRun } from './good/wire.mjs';

export { End } from './good/end.mjs';
export { basic, formEncoded, HOOKS } from './good/hooks.mjs';
export { keyFrom, load, save } from './good/store.mjs';
export { askRap, token } from './good/wire.mjs';

function bySchool(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  return groups;
}

/** The list by key; two rows of a school that contradict each other say nothing about it. */
function indexed(rows, { keyOf, mayUse }) {
  const sites = new Map();
  const unclear = new Set();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    if (sites.has(key) && mayUse(sites.get(key)) !== mayUse(row)) unclear.add(key);
    if (!sites.has(key)) sites.set(key, row);
  }
  return { sites, unclear, gaps: rows.some(row => keyOf(row) === undefined) };
}

async function readSchools(run, { sites, unclear }, held, kept) {
  const { hooks, env } = run;
  const wanted = [...sites].filter(([key, site]) => hooks.mayUse(site) && !unclear.has(key));
  let unread = 0;
  let inARow = 0;
  for (const [key, site] of hooks.toRead(wanted, held)) {
    const organisationId = site.OrganisationId.toLowerCase();
    const answer = await askRap(run, hooks.clientsUrl(env, organisationId));
    const rows = hooks.rowsIn(answer);
    const found = rows?.map(hooks.credentialIn);
    const fresh = found?.flatMap(one => (one ? [{ organisationId, key, ...one }] : []));
    const gaps = found?.includes(undefined) ?? false;
    const before = held.get(key) ?? [];
    kept.set(key, fresh ? hooks.merge(before, fresh, gaps) : hooks.onSiteFailure(before, answer, run, key));
    if (!fresh || gaps) unread += 1;
    inARow = fresh ? 0 : inARow + 1;
    if (inARow >= hooks.givesUpAfter) throw new End(6, 'one school after the other cannot be read');
    hooks.onSchool([...kept.values()].flat(), run);
  }
  return unread;
}

async function sync(run) {
  const { hooks, env } = run;
  const held = bySchool(load(run));
  hooks.onStart(run);
  const answer = await askRap(run, hooks.listUrl(env));
  const list = indexed(hooks.rowsIn(answer) ?? hooks.onListFailure(answer, run), hooks);
  const kept = new Map([...held].filter(([key]) => list.sites.has(key)));
  for (const [key, site] of list.sites) {
    if (!hooks.mayUse(site) && !list.unclear.has(key)) kept.set(key, hooks.onUnauthorised(held.get(key) ?? []));
  }
  const unread = await readSchools(run, list, held, kept);
  await hooks.afterWalk(run, kept, list);
  const gone = [...held.keys()].filter(key => !list.sites.has(key));
  const believed = !list.gaps && hooks.believe({ lost: gone.length, had: held.size });
  for (const key of gone) kept.set(key, believed ? hooks.onGone(held.get(key)) : held.get(key));
  save([...kept.values()].flat(), run);
  if (!believed && gone.length > 0)
    run.err(`${gone.length} schools are gone from the list: kept until a person has looked\n`);
  return hooks.exitCode(
    { held: !believed && gone.length > 0, unread: unread + list.unclear.size, gaps: list.gaps },
    run,
  );
}

async function dump(run) {
  const key = Buffer.from(run.env.SIMS_PROBE_KEY, 'hex');
  const rows = (await run.hooks.handsOut(load(run), run)).map(({ organisationId, clientId, secret }) => ({
    organisationId,
    clientId,
    secretFingerprint: createHmac('sha256', key).update(secret).digest('hex'),
  }));
  run.out(`${JSON.stringify(rows)}\n`);
  return 0;
}

/** An application that uses a school's credentials: GET /<organisation id> is 200 when it has some. */
async function serve(run) {
  const server = http.createServer(async (request, answer) => {
    const rows = await run.hooks.lookUp(request.url.slice(1).toLowerCase(), run).catch(() => []);
    answer.writeHead(rows.length > 0 ? 200 : 404).end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  run.out(`http://127.0.0.1:${server.address().port}\n`);
  await new Promise(resolve => run.signal?.addEventListener('abort', resolve));
  server.close();
  server.closeAllConnections();
  return 0;
}

/** The agent, spoilt in some places. Each command resolves to its exit code; an aborted `io.signal` rejects it. */
export function agent(spoilt = {}) {
  const hooks = { ...HOOKS, ...spoilt };
  const command = work => async io => {
    const run = newRun(io, hooks);
    try {
      return await work(run);
    } catch (error) {
      if (!(error instanceof End) || io.signal?.aborted) throw error;
      io.err(`${error.message}\n`);
      return error.exit;
    } finally {
      for (const each of run.agents.values()) each.destroy();
    }
  };
  return { sync: command(sync), dump: command(dump), serve: command(serve) };
}

/** Runs the command it was given, when the file is a program: sync, list, or serve. */
export async function main(file, { sync, dump, serve }) {
  if (file !== pathToFileURL(process.argv[1]).href) return;
  const io = { env: process.env, out: text => process.stdout.write(text), err: text => process.stderr.write(text) };
  const commands = { sync, list: dump, serve };
  process.exitCode = await commands[process.argv[2]](io);
}

export const subject = agent();
await main(import.meta.url, subject);
