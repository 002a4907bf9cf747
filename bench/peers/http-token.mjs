// Bare node:http that signs RS256 for every request: the least a token can cost in Node.
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const key = createPrivateKey(readFileSync(process.argv[2] ?? '', 'utf8'));
const header = Buffer.from('{"typ":"JWT","alg":"RS256","kid":"none"}').toString('base64url');

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', chunk => {
    body += chunk;
  });
  request.on('end', () => {
    const form = new URLSearchParams(body);
    const nbf = Math.floor(Date.now() / 1000);
    const claims = { exp: nbf + 3600, nbf, client_id: form.get('client_id'), scope: form.get('scope') };
    const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    sign('sha256', Buffer.from(signed), key, (_error, signature) => {
      const token = `${signed}.${signature.toString('base64url')}`;
      const answer = JSON.stringify({ access_token: token, expires_in: 3600, token_type: 'Bearer' });
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer);
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ tokenUrl: `http://127.0.0.1:${server.address().port}/connect/token` }));
});
