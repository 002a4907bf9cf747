import { type Answer, empty } from '../answer.js';
import type { Asked } from '../asked.js';
import type { Dialect, Route } from '../dialect.js';
import { issuerOf, stsAddress } from '../environment.js';
import type { Harness } from '../harness.js';
import { tlsGate } from '../iis.js';
import type { KeyRing } from '../tokens/index.js';
import { PATHS } from './engine.js';
import { checkRuntime, engineFor } from './engines.js';
import { introduced } from './introduced.js';
import { noteOf } from './note.js';
import { asNode, EngineRequest, EngineResponse, type Passing } from './passage.js';
import { SCHEMAS } from './schema.js';

/**
 * The second token server: oidc-provider, a certified engine, over the same world (RFC 6749, 7662, 7009, 8414, 9068).
 * Nothing it does is a claim about SIMS ID. @throws HarnessError on a Node that is too old for the engine.
 */
export function createStrictSts(keys: KeyRing): Dialect {
  checkRuntime();
  const route = (name: keyof typeof PATHS, method: 'GET' | 'POST'): Route => ({
    operation: `sts.${name}`,
    methods: [method],
    path: PATHS[name],
    handle: (harness, asked) => serve(harness, asked, PATHS[name], keys),
    schema: SCHEMAS[name],
  });
  return {
    service: 'sts',
    title: 'The token server by the RFCs, which is not the vendor’s',
    routes: [
      route('token', 'POST'),
      route('discovery', 'GET'),
      route('jwks', 'GET'),
      route('introspection', 'POST'),
      route('revocation', 'POST'),
    ],
    gate: tlsGate,
    notFound: () => empty(404, [], { why: 'no such address: its discovery document names those there are' }),
    methodNotAllowed: ({ method }, allow) =>
      empty(405, [['Allow', allow]], { why: `this address takes ${allow}, not ${method}` }),
  };
}

const ABOUT_TOKENS: readonly string[] = [PATHS.introspection, PATHS.revocation];

/** Has the engine answer a request, and turns what it says into an answer like any other. */
async function serve(harness: Harness, asked: Asked, path: string, keys: KeyRing): Promise<Answer> {
  const engine = await engineFor(harness, keys, issuerOf(harness, asked));
  const passing: Passing = { asked };
  const isAbout = ABOUT_TOKENS.includes(path);
  const { body, token } = isAbout ? await introduced(harness, passing) : { body: asked.body };
  const request = new EngineRequest(passing, { path, base: stsAddress(harness, asked) }, body);
  const response = new EngineResponse(asNode(request));
  await engine(asNode(request), response);
  if (passing.fault) throw passing.fault;
  return answerFrom(response, passing, harness, token);
}

function answerFrom(response: EngineResponse, passing: Passing, harness: Harness, asked?: string): Answer {
  const { statusCode: status, text } = response;
  const token = asked ?? issuedIn(text, response);
  return {
    status,
    headers: [...response.headerList(), ...demanded(response, issuerOf(harness, passing.asked))],
    body: text === '' ? null : text,
    note: noteOf(harness, passing, token),
  };
}

/** Two headers that the engine leaves out in places where the RFCs demand them, or show them. */
function demanded(response: EngineResponse, realm: string): [name: string, value: string][] {
  const { statusCode: status } = response;
  const headers: [string, string][] = [];
  // RFC 9110 section 15.5.2: every 401 has a challenge. The engine gives one to who tried Basic.
  if (status === 401 && !response.hasHeader('WWW-Authenticate'))
    headers.push(['WWW-Authenticate', `Basic realm="${realm}"`]);
  // RFC 6749 section 5.2.
  if (status >= 400 && !response.hasHeader('Cache-Control')) headers.push(['Cache-Control', 'no-store']);
  return headers;
}

function issuedIn(text: string, { statusCode }: EngineResponse): string | undefined {
  if (statusCode !== 200 || !text.startsWith('{"access_token":')) return undefined;
  return String(JSON.parse(text).access_token);
}
