import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { builtFolder, readBuilt } from './built.js';

/** Its own files and its own API, and nothing else: no inline code, no other origin, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // Asked for again each time, and answered with 304: another version of the package may listen here tomorrow.
  'cache-control': 'no-cache',
};

/** Address -> file and type. No other file of the folder can be asked for. */
const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/app.css': ['app.css', 'text/css; charset=utf-8'],
} as const;

const NOT_BUILT =
  'The console was not built. In a checkout: npm run build. Elsewhere: install sims-id-harness again.\n';

/**
 * Adds the page to the control port. Nothing of it is read before it is asked for, so that a start costs nothing.
 * `folder`: where the built files are, looked for when first needed.
 */
export function serveConsole(app: FastifyInstance, folder: () => string | undefined = builtFolder): void {
  for (const [url, [name, type]] of Object.entries(FILES)) {
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const file = await readBuilt(folder(), name);
      reply.headers(HEADERS);
      if (!file) return reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT);
      reply.header('etag', file.etag);
      if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
      return reply.type(type).send(request.method === 'HEAD' ? undefined : file.bytes);
    };
    app.route({ method: ['GET', 'HEAD'], url, handler });
  }
}
