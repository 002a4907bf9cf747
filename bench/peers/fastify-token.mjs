// A bare Fastify route that signs RS256 for every request, with the key on disk.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { SignJWT } from 'jose';

const key = createPrivateKey(readFileSync(process.argv[2] ?? '', 'utf8'));
const app = Fastify({ logger: false });
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, new URLSearchParams(body)),
);
app.post('/connect/token', async request => {
  const form = request.body;
  const now = Math.floor(Date.now() / 1000);
  const jwt = await new SignJWT({
    iss: 'http://127.0.0.1',
    aud: 'http://127.0.0.1/resources',
    exp: now + 3600,
    nbf: now,
    client_id: form.get('client_id'),
    scope: form.get('scope')?.split(' '),
  })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: 'none', kid: 'none' })
    .sign(key);
  return { access_token: jwt, expires_in: 3600, token_type: 'Bearer' };
});
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ tokenUrl: `${origin}/connect/token` }));
