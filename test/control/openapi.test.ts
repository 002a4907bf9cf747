import supertest from 'supertest';
import { afterAll, expect, test } from 'vitest';
import { createControl } from '../../mock-server/control/index.js';
import { createRap } from '../../mock-server/rap/index.js';
import { createRegistry } from '../../mock-server/registry.js';
import { createSts } from '../../mock-server/sts/index.js';
import { testKeyRing } from '../support/keys.js';
import { startControl } from './arrange.js';

const control = await startControl();
const { stsUrl, rapUrl, controlUrl } = control.harness.ready;

type Operation = {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
};
type Document = {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

async function document(path: string): Promise<Document> {
  const reply = await supertest(String(controlUrl))
    .get(path)
    .expect(200)
    .expect('content-type', /application\/json/);
  return reply.body;
}

/** `GET /api/worlds/{world}` and so on, in order of the alphabet. */
function operationsOf({ paths }: Document): string[] {
  return Object.entries(paths)
    .flatMap(([path, operations]) => Object.keys(operations).map(method => `${method.toUpperCase()} ${path}`))
    .sort();
}

const DOCUMENTS = ['/openapi.json', '/openapi/sts.json', '/openapi/rap.json'];

test.each(DOCUMENTS)('When %s is asked for, then it is OpenAPI 3.1 in which everything is described', async path => {
  const found = await document(path);
  expect(found.openapi).toBe('3.1.0');
  expect(found.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  for (const [address, operations] of Object.entries(found.paths)) {
    for (const operation of Object.values(operations)) {
      expect(operation.summary, address).toBeTruthy();
      expect(Object.keys(operation.responses).length, address).toBeGreaterThan(0);
      for (const { description } of Object.values(operation.responses)) expect(description, address).toBeTruthy();
      const named = (operation.parameters ?? []).filter(p => p.in === 'path').map(p => `{${p.name}}`);
      expect(named, address).toEqual(address.match(/\{[^}]+\}/g) ?? []);
    }
  }
});

test('When the control document is compared with the routes that are registered, then neither has one the other lacks', async () => {
  const registry = createRegistry('http://sts.test', testKeyRing());
  const { app } = createControl({
    registry,
    stsUrl: 'http://sts.test',
    rapUrl: 'http://rap.test',
    dialects: [],
    host: '127.0.0.1',
    onBug: () => undefined,
  });
  afterAll(() => app.close());
  await app.ready();
  const registered = registeredIn(app.printRoutes({ commonPrefix: false }));
  expect(operationsOf(await document('/openapi.json'))).toEqual(registered);
});

/** The routes of Fastify's own printed tree, as a document spells them. */
function registeredIn(tree: string): string[] {
  const above: string[] = [];
  const found: string[] = [];
  for (const line of tree.split('\n').filter(text => text.trim() !== '')) {
    const [, indent = '', path = '', methods = ''] = /^([│ ]*)[├└]── (.*?)(?: \((.*)\))?$/.exec(line) ?? [];
    const depth = indent.length / 4;
    above.length = depth;
    above.push(path);
    const whole = above.join('').replace(/:(\w+)/g, '{$1}');
    found.push(...methods.split(', ').flatMap(method => (method === '' ? [] : [`${method} ${whole}`])));
  }
  return found.sort();
}

test('When the imitated documents are read, then they list every address of the dialects, and where they are', async () => {
  const [sts, rap] = [await document('/openapi/sts.json'), await document('/openapi/rap.json')];
  const routesOf = ({ routes }: ReturnType<typeof createRap>) =>
    routes.flatMap(r => r.methods.map(m => `${m} ${r.path.replace(/:(\w+)/g, '{$1}')}`)).sort();
  expect(operationsOf(sts)).toEqual(routesOf(createSts(testKeyRing())));
  expect(operationsOf(rap)).toEqual(routesOf(createRap()));
  expect([sts.servers[0]?.url, rap.servers[0]?.url]).toEqual([stsUrl, rapUrl]);
});

test('When the imitated documents are read, then bodies and rows are those of the schemas', async () => {
  const [sts, rap] = [await document('/openapi/sts.json'), await document('/openapi/rap.json')];
  const form = sts.paths['/connect/token']?.['post']?.requestBody?.content['application/x-www-form-urlencoded'];
  expect(form?.schema).toMatchObject({ required: ['grant_type', 'scope'] });
  const list = rap.paths['/api/v1/partner/{applicationId}/GetSiteByApplication']?.['get'];
  expect(list?.responses['200']?.content).toMatchObject({
    'application/json': {
      schema: { type: 'array', items: { properties: { OrganisationId: { type: ['string', 'null'] } } } },
    },
  });
  expect(list).toMatchObject({ security: [{ bearer: [] }] });
});

test('When a scenario may be sent as YAML, then the document says so', async () => {
  const { paths } = await document('/openapi.json');
  const content = paths['/api/worlds/{world}/scenario']?.['put']?.requestBody?.content ?? {};
  expect(Object.keys(content)).toEqual(['application/json', 'application/yaml']);
  expect(paths['/api/worlds/{world}/journal']?.['get']?.parameters?.map(p => p.name)).toEqual([
    'since',
    'service',
    'operation',
    'status',
    'statusClass',
    'fault',
    'text',
    'organisationId',
    'school',
    'limit',
    'with',
    'world',
  ]);
});

test.each([
  '/api/health',
  '/api/info',
  '/openapi.json',
  '/openapi/sts.json',
  '/api/worlds/default/journal',
  '/documentation',
])('When %s is asked for on an imitated port, then it gets what the vendor says of an unknown address', async path => {
  for (const url of [stsUrl, rapUrl]) {
    const reply = await supertest(url).get(path);
    expect([reply.status, reply.text]).toEqual([404, expect.stringMatching(/^The resource you are looking for/)]);
    expect(reply.headers).not.toHaveProperty('x-powered-by');
    expect(reply.text).not.toContain('CONTROL_');
  }
});
