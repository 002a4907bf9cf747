// The two services, as patiently as the hooks say.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as after } from 'node:timers/promises';
import { End } from './end.mjs';

function jsonIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What one run has in hand. */
export function newRun(io, hooks) {
  const policy = io.env.SIMS_AGENT_POLICY ? JSON.parse(readFileSync(io.env.SIMS_AGENT_POLICY, 'utf8')) : {};
  const run = { ...io, policy, hooks, agents: new Map(), pausedUntil: new Map(), next: 0, token: undefined };
  run.send = request => send(run, request);
  run.ask = request => ask(run, request);
  return run;
}

function send(run, request) {
  const { url, method = 'GET', headers, body } = request;
  const { protocol } = new URL(url);
  if (!run.agents.has(protocol)) run.agents.set(protocol, run.hooks.connections(protocol, run.hooks.tls(run.env)));
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: run.agents.get(protocol), signal: run.signal };
    const asked = (protocol === 'https:' ? https : http).request(url, options, answer => {
      const done = text => resolve({ status: answer.statusCode, headers: answer.headers, text, json: jsonIn(text) });
      run.hooks.readBody(answer).then(done, reject);
    });
    asked.setTimeout(30_000, () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject).end(body);
  });
}

/** One call, as often as it takes. @returns the last answer, undefined for none */
async function ask(run, request) {
  const { hooks, policy, signal, pausedUntil } = run;
  const { host } = new URL(request.url);
  for (let tried = 1; ; tried++) {
    const now = performance.now();
    const at = Math.max(now, run.next, pausedUntil.get(host) ?? 0);
    if (at - now > hooks.longestPauseMs)
      throw new End(6, 'the service asks to be left alone for longer than a run waits');
    run.next = at + 1000 / hooks.callsPerSecond(policy);
    if (at > now) await after(at - now + 1, undefined, { signal });
    let answer = await run.send(request).catch(error => hooks.onBroken(error, request, run));
    signal?.throwIfAborted();
    if (answer?.status >= 300 && answer.status < 400) answer = await hooks.onRedirect(answer, request, run);
    run.err(hooks.logLine(request, answer));
    const pause = answer && (answer.status === 429 || answer.status >= 500) ? hooks.retryAfter(answer) : 0;
    if (pause > 0) pausedUntil.set(host, performance.now() + pause);
    if (!hooks.isWorthAnotherTry(answer) || tried >= hooks.tries) return answer;
    if (!(pause > 0)) await after(hooks.backoff(tried, policy), undefined, { signal });
  }
}

/** A live token. @throws End 5 when the credentials are refused, 6 when there is no answer */
export async function token(run) {
  const { env, hooks } = run;
  if (run.token && performance.now() < run.token.until) return run.token.value;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (hooks.scope(env)) form.set('scope', hooks.scope(env));
  const headers = hooks.credentials({ id: env.SIMS_CLIENT_ID, secret: env.SIMS_CLIENT_SECRET }, form);
  for (let tried = 1; ; tried++) {
    const request = hooks.tokenRequest({ url: env.SIMS_TOKEN_URL, form, headers });
    await hooks.beforeToken(request, run);
    const answer = await run.ask(request);
    const value = answer?.status === 200 ? answer.json?.access_token : undefined;
    if (typeof value === 'string') {
      run.token = { value, until: performance.now() + hooks.tokenLife(answer.json) * 1000 };
      hooks.onToken(value, run);
      return value;
    }
    if (!answer?.json?.error) throw new End(6, 'the token service gives no token');
    if (tried >= hooks.refusalTries) throw new End(5, 'the token service refuses these credentials');
  }
}

/** One call of the partner API, with a new token after a 401. */
export async function askRap(run, url) {
  for (let renewed = 0; ; renewed++) {
    const answer = await run.ask({ url, headers: run.hooks.rapHeaders(await token(run)) });
    if (answer?.status !== 401 || renewed >= run.hooks.renewals) return answer;
    run.token = undefined;
  }
}
