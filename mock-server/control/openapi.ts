import Fastify from 'fastify';
import type { Dialect } from '../dialect.js';
import type { Addresses } from '../handle.js';
import type { JsonSchema, Route } from './route.js';
import { PROBLEM } from './shapes.js';

const TITLES = {
  sts: 'The imitated SIMS ID token server',
  rap: 'The imitated SIMS ID RAP partner API',
} as const;

const IMITATED =
  'Made from the schemas the imitated routes carry. Ids in brackets name the facts. A world other than the default one answers below /~{world}.';

/** The OpenAPI documents, each made once when first asked for. */
export function createDocuments(routes: readonly Route[], dialects: readonly Dialect[], addresses: () => Addresses) {
  const make = (name: 'control' | 'sts' | 'rap') => {
    const { stsUrl, rapUrl, controlUrl } = addresses();
    if (name === 'control') {
      return documentOf(documentedRoutes(routes), {
        title: 'Control API of sims-id-harness',
        description:
          'Worlds, changes, scenarios, faults, clocks, switches, journal and events. Never on the imitated ports.',
        server: controlUrl ?? '/',
      });
    }
    const dialect = dialects.find(({ service }) => service === name);
    const server = name === 'sts' ? stsUrl : rapUrl;
    return documentOf(dialect ? documentedDialect(dialect) : [], {
      title: dialect?.title ?? TITLES[name],
      description: IMITATED,
      server,
    });
  };
  const made = new Map<string, Promise<unknown>>();
  return (name: 'control' | 'sts' | 'rap'): Promise<unknown> => {
    const document = made.get(name) ?? make(name);
    made.set(name, document);
    return document;
  };
}

/** What a document is made from: an address with its schema, as @fastify/swagger reads it. */
type Documented = { readonly method: string; readonly url: string; readonly schema: JsonSchema };

/** What stands at the head of a document. */
type Head = {
  readonly title: string;
  readonly description: string;
  readonly server: string;
};

/**
 * OpenAPI 3.1 of some routes. They are declared once more on an application that never listens, and the package that
 * reads them is loaded only now: at start nobody should pay for a page that may never be asked for.
 */
async function documentOf(routes: readonly Documented[], head: Head): Promise<unknown> {
  const { default: swagger } = await import('@fastify/swagger');
  const app = Fastify({ logger: false, exposeHeadRoutes: false });
  // Nothing is checked or written by these schemas, so nothing is compiled.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => value => JSON.stringify(value));
  await app.register(swagger, { openapi: openapiOf(head) });
  for (const { method, url, schema } of routes) app.route({ method, url, schema, handler: () => undefined });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

function openapiOf({ title, description, server }: Head) {
  return {
    openapi: '3.1.0' as const,
    info: { title, description, version: '1' },
    servers: [{ url: server }],
    components: { securitySchemes: { bearer: { type: 'http' as const, scheme: 'bearer' } } },
  };
}

/** The control API's own routes. */
function documentedRoutes(routes: readonly Route[]): Documented[] {
  return routes.map(route => ({ method: route.method, url: route.path, schema: schemaOf(route) }));
}

/** The routes of an imitated service. */
function documentedDialect({ routes }: Dialect): Documented[] {
  return routes.flatMap(({ methods, path, schema = {} }) =>
    // A body belongs to the verb that takes one.
    methods.map(method => ({ method, url: path, schema: method === 'GET' ? without(schema, 'body') : schema })),
  );
}

function without(schema: JsonSchema, member: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== member));
}

function schemaOf(route: Route): JsonSchema {
  const { summary, description, tag, query, body, example, takesYaml, confidential, method, answer } = route;
  return {
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    ...((confidential || method !== 'GET') && { security: [{ bearer: [] }, {}] }),
    ...(query && { querystring: query }),
    ...(body && { body: example === undefined ? body : { ...body, examples: [example] } }),
    ...(body && { consumes: ['application/json', ...(takesYaml ? ['application/yaml'] : [])] }),
    response: { [answer.status]: answerOf(answer), '4xx': { ...PROBLEM, description: 'What is wrong and what to do' } },
  };
}

function answerOf({ description, schema, type }: Route['answer']): JsonSchema {
  if (type !== undefined) return { description, content: { [type]: { schema: { type: 'string' } } } };
  return schema ? { ...schema, description } : { description, type: 'null' };
}
