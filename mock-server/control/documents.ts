import type { Dialect } from '../dialect.js';
import type { Addresses } from '../handle.js';
import { documentedDialect, documentedRoutes, documentOf } from './document.js';
import type { Route } from './route.js';

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
      title: TITLES[name],
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
