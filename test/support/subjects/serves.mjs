// A running application: serves.mjs <way>. It says where it is, and answers /use/<id> to whoever shows the bearer.
import { createServer } from 'node:http';

const [, , way] = process.argv;
if (way === 'ends') {
  process.stderr.write(`no database for ${process.env.SIMS_CLIENT_SECRET.slice(0, 7)}***\n`);
  process.exit(4);
}
const server = createServer(({ url, headers }, response) => {
  const isMeant = headers.authorization === `Bearer ${process.env.SIMS_USE_BEARER}` && way !== 'wants-another-bearer';
  response.writeHead(url.startsWith('/use/') ? (isMeant ? 200 : 401) : 404).end('{}');
});
server.listen(0, '127.0.0.1', () => {
  if (way !== 'silent') process.stderr.write(`Now listening on: http://localhost:${server.address().port}.\nReady.\n`);
});
