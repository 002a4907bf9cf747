// A bare Fastify route that answers with the bytes of a file.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const body = readFileSync(process.argv[2] ?? '');
const app = Fastify({ logger: false });
app.get('/api/v1/partner/:applicationId/:organisationId/Clients', (_request, reply) =>
  reply.header('Content-Type', 'application/json; charset=utf-8').send(body),
);
app.get('/api/v1/partner/:applicationId/GetSiteByApplication', (_request, reply) =>
  reply.header('Content-Type', 'application/json; charset=utf-8').send(body),
);
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ rapUrl: origin }));
