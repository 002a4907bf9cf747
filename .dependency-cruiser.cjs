// Who may import whom. One rule per room: everything the room may reach is in `pathNot`, the rest is an error.
// Node's own modules are matched by name (`fs`, `crypto`); packages by their folder.

const pkg = (...names) => names.map(name => `^node_modules/${name}/`);
/** The packages our programs are made of; the bundle carries them (decision 3). */
const BUNDLED = [
  '@faker-js/faker',
  '@fastify/swagger',
  '@peculiar/[^/]+',
  'croner',
  'fastify',
  'jose',
  'oidc-provider',
  'reflect-metadata',
  'undici',
  'yaml',
];
const core = (...names) => names.map(name => `^(node:)?${name}$`);

/** A room may import itself and what is listed, nothing else. */
const room = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { pathNot: [from, ...allowed] },
});

/** Pure rooms: world, scenario, journal, tokens, and what a world looks like from outside. */
const heart = [
  '^mock-server/(world|scenario|journal|tokens|view|switches)/',
  '^mock-server/(clock|events|worlds)\\.ts$',
];
/** What a dialect room and the edge agree on: the shapes of a request, an answer and a service, and one world's parts. */
const service = ['^mock-server/(asked|answer|dialect|doorway|environment|iis|harness|errors|loopback|sight)\\.ts$'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the-wire-is-the-wall',
      comment: 'The agent and the mock share nothing but the wire.',
      severity: 'error',
      from: { path: '^(agent|mock-server)/' },
      to: { path: '^(agent|mock-server)/', pathNot: ['^$1/'] },
    },
    {
      name: 'the-agent-stands-alone',
      comment: 'Neither invented schools nor the commands of the harness.',
      severity: 'error',
      from: { path: '^agent/' },
      to: { path: '^(fixtures|cli)/' },
    },
    {
      name: 'commands-and-tests-come-last',
      severity: 'error',
      from: { path: '^(mock-server|agent|fixtures)/' },
      to: { path: '^(cli|test|bench)/' },
    },
    room('world', '^mock-server/world/', [], 'The world imports nothing.'),
    room(
      'tokens',
      '^mock-server/tokens/',
      [...pkg('jose', '@peculiar/x509', 'reflect-metadata'), ...core('crypto', 'util')],
      'Minting and checking; no HTTP.',
    ),
    room(
      'view',
      '^mock-server/view/',
      ['^mock-server/world/', '^mock-server/switches/', ...core('crypto')],
      'A world under the switches, at an instant.',
    ),
    room(
      'scenario',
      '^mock-server/scenario/(?!load\\.ts)',
      ['^mock-server/(world|scenario)/', ...pkg('typebox')],
      'Pure: state and event in, state and changes out.',
    ),
    room(
      'scenario-load',
      '^mock-server/scenario/load\\.ts$',
      ['^mock-server/(world|scenario)/', ...pkg('typebox', 'yaml'), ...core('fs', 'path', 'url')],
      'The one reader of scenario files.',
    ),
    room('journal', '^mock-server/journal/', core('crypto'), 'Exchanges and fingerprints.'),
    room(
      'switches',
      '^mock-server/switches/',
      ['^mock-server/world/'],
      'What no public source settles, and the answers on offer.',
    ),
    room(
      'credentials',
      '^mock-server/credentials/',
      [...heart, ...service, ...core('crypto', 'buffer')],
      'What a caller showed, how it can be read, why it was refused.',
    ),
    room(
      'sts',
      '^mock-server/sts/',
      [...heart, ...service, '^mock-server/credentials/', ...core('crypto', 'buffer')],
      'The vendor dialect of the STS.',
    ),
    room(
      'sts-rfc6749',
      '^mock-server/sts-rfc6749/',
      [
        ...heart,
        ...service,
        '^mock-server/credentials/',
        ...pkg('oidc-provider'),
        ...core('crypto', 'http', 'querystring', 'stream'),
      ],
      'The second token server: oidc-provider over the same world. Loaded only when asked for.',
    ),
    room(
      'between-the-rooms',
      '^mock-server/(clock|events|worlds|asked|answer|dialect|doorway|environment|iis|errors|loopback|sight)\\.ts$',
      [...heart, ...service, ...core('http')],
      'What rooms agree on depends on the heart alone.',
    ),
    room(
      'front',
      '^mock-server/front/',
      [...heart, ...service, '^mock-server/credentials/', ...core('buffer')],
      'What stands in front of the services: API management, the host, maintenance.',
    ),
    room('rap', '^mock-server/rap/', [...heart, ...service, '^mock-server/credentials/'], 'The vendor dialect of RAP.'),
    room(
      'harness',
      '^mock-server/(harness|history|player)\\.ts$',
      [...heart, '^mock-server/history\\.ts$'],
      'One world, no HTTP.',
    ),
    room(
      'control',
      '^mock-server/control/',
      [
        ...heart,
        ...service,
        '^mock-server/(registry|handle)\\.ts$',
        // The doctor, for whoever asks why; and the way into the services, to try them.
        '^mock-server/credentials/',
        '^mock-server/hatch\\.ts$',
        ...pkg('fastify', '@fastify/swagger'),
        ...core('crypto', 'http', 'net'),
      ],
      'The control API.',
    ),
    room(
      'http',
      '^mock-server/http/',
      [...heart, ...service, '^mock-server/front/', ...pkg('fastify'), ...core('fs', 'http', 'net')],
      'Sockets; decides nothing.',
    ),
    room(
      'tls',
      '^mock-server/tls/',
      [
        ...service,
        '^mock-server/key-store\\.ts$',
        ...pkg(
          '@peculiar/x509',
          '@peculiar/asn1-cms',
          '@peculiar/asn1-pfx',
          '@peculiar/asn1-schema',
          '@peculiar/asn1-x509',
          'reflect-metadata',
        ),
        ...core('crypto', 'fs', 'fs/promises', 'path', 'http', 'net', 'stream', 'tls'),
      ],
      'The development CA, certificates, the proxy.',
    ),
    room(
      'console',
      '^mock-server/console/(?!app/)',
      [...pkg('fastify'), ...core('crypto', 'fs', 'fs/promises', 'path', 'url')],
      'Hands out the built page; knows nothing of worlds.',
    ),
    {
      name: 'console-app',
      comment: 'Browser code: it knows the harness by the control API alone, and of the house no more than types.',
      severity: 'error',
      from: { path: '^mock-server/console/app/' },
      to: {
        pathNot: [
          '^mock-server/console/app/',
          ...pkg('preact'),
          '^mock-server/(journal/exchange|control/(estate|demo)/shape)\\.ts$',
          // The words of the printed report, which read nothing of the house.
          '^contract/report/(headline|vocabulary)\\.ts$',
        ],
      },
    },
    {
      name: 'console-app-types-only',
      severity: 'error',
      from: { path: '^mock-server/console/app/' },
      to: { path: '^mock-server/(?!console/app/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-runs-the-page',
      comment: 'What is for the browser is never part of the harness.',
      severity: 'error',
      from: { path: '^(mock-server|agent|fixtures|contract|cli)/', pathNot: '^mock-server/console/app/' },
      to: { path: '^mock-server/console/app/' },
    },
    {
      name: 'nobody-calls-out',
      comment: 'The mock answers; it never asks. Not even the package with which that would be done is at hand.',
      severity: 'error',
      from: { path: '^mock-server/' },
      to: { path: [...pkg('undici'), ...core('https', 'http2', 'dns', 'dns/promises', 'dgram', 'child_process')] },
    },
    {
      name: 'skins-do-not-meet',
      severity: 'error',
      // The page has a rule of its own, above.
      from: { path: '^mock-server/(sts|sts-rfc6749|rap|control|console|tls)/', pathNot: '^mock-server/console/app/' },
      to: { path: '^mock-server/(sts|sts-rfc6749|rap|control|console|tls)/', pathNot: ['^mock-server/$1/'] },
    },
    room(
      'contract',
      '^contract/',
      ['^mock-server/index\\.ts$', '^fixtures/index\\.ts$', ...core('.*')],
      'The judge stands before the doors of the house like anybody else: never inside the mock, never the agent.',
    ),
    room(
      'contract-cases',
      '^contract/cases/',
      ['^contract/', '^mock-server/index\\.ts$'],
      'A judge sees evidence only: no process, file or socket.',
    ),
    room('agent-core', '^agent/core/', [], 'The pure plan knows its own types only.'),
    room(
      'agent-cycle',
      '^agent/cycle\\.ts$',
      ['^agent/core/', '^agent/(ports|errors|secret)\\.ts$'],
      'The cycle sees ports, never what is behind them.',
    ),
    room(
      'agent-ports',
      '^agent/(ports|errors|secret)\\.ts$',
      ['^agent/core/', ...core('util')],
      'The words between the rooms depend on the heart alone.',
    ),
    room(
      'agent-wire',
      '^agent/wire/',
      [
        '^agent/(core|config)/',
        '^agent/(ports|errors|secret|log|version)\\.ts$',
        '^agent/vault/(keys|seal)\\.ts$',
        ...pkg('undici', 'croner'),
        ...core('crypto', 'buffer', 'tls'),
      ],
      'The service as it is asked: it knows no carrier and no command. Of the vault, how a credential is fingerprinted.',
    ),
    room(
      'agent-vault',
      '^agent/vault/',
      [
        '^agent/core/',
        '^agent/(ports|errors|secret)\\.ts$',
        '^agent/config/(nearest|proxy|settings)\\.ts$',
        ...pkg('pg', '@types/pg'),
        ...core('child_process', 'crypto', 'fs', 'fs/promises', 'os', 'path', 'timers/promises'),
      ],
      'What is kept, and how: no service, no command.',
    ),
    room(
      'agent-config',
      '^agent/config/',
      [
        '^agent/core/',
        '^agent/(ports|errors|secret)\\.ts$',
        '^agent/vault/(key-source|store|postgres/url|files/durable)\\.ts$',
        '^agent/wire/schedule\\.ts$',
        ...core('crypto', 'fs', 'os', 'path'),
      ],
      'The settings, read and checked; nothing is opened.',
    ),
    {
      name: 'the-vault-is-opened-by-its-store',
      comment: 'Format, session and reader know no carrier; only store.ts chooses one.',
      severity: 'error',
      from: { path: '^agent/vault/[^/]+\\.ts$', pathNot: '^agent/vault/store\\.ts$' },
      to: { path: '^agent/vault/(files|postgres)/', pathNot: '^agent/vault/files/durable\\.ts$' },
    },
    {
      name: 'carriers-do-not-meet',
      severity: 'error',
      from: { path: '^agent/vault/(files|postgres)/' },
      to: { path: '^agent/vault/(files|postgres)/', pathNot: '^agent/vault/$1/' },
    },
    {
      name: 'the-essence-has-no-face',
      comment: 'What an integrator ports knows no command; the run alone shows how far it is.',
      severity: 'error',
      from: { path: '^agent/', pathNot: '^agent/(commands/|cli\\.ts$|bin\\.ts$)' },
      to: { path: '^agent/(commands/|cli\\.ts$)', pathNot: '^agent/commands/progress\\.ts$' },
    },
    {
      name: 'reads-have-no-http',
      comment: 'What reads the vault or the settings must not be able to reach the network.',
      severity: 'error',
      from: {
        path: '^agent/(vault/|config/|commands/(approval|clock|describe|exposition|metrics|readiness|rotation|status|vault-commands|verify)\\.ts$)',
      },
      to: { reachable: true, path: ['^node_modules/undici/', ...core('http', 'https', 'net', 'tls')] },
    },
    {
      name: 'the-read-service-asks-nobody',
      comment: 'What hands out the vault must not be able to send a request: it has a server, and no client.',
      severity: 'error',
      from: { path: '^agent/commands/serve\\.ts$' },
      to: {
        reachable: true,
        path: [
          '^node_modules/undici/',
          '^agent/(sync|commands/(doctor|watch))\\.ts$',
          '^agent/wire/(http|partner|rap|sts)\\.ts$',
          ...core('https', 'http2', 'tls'),
        ],
      },
    },
    {
      name: 'one-server-in-the-agent',
      comment:
        'Its one use of node:http is createServer (a test reads that), of node:net a look whether a socket is alive.',
      severity: 'error',
      from: { path: '^agent/', pathNot: '^agent/commands/loopback-server\\.ts$' },
      to: { path: core('http', 'net') },
    },
    room(
      'vitest-fixture',
      '^vitest-fixture/',
      ['^mock-server/index\\.ts$', ...pkg('vitest')],
      'A world per test, by the door of the mock.',
    ),
    room('fixtures', '^fixtures/', ['^mock-server/world/', ...pkg('@faker-js/faker')], 'Invented schools and worlds.'),
    {
      name: 'cli-uses-doors',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: '^(mock-server|agent|fixtures|contract)/',
        pathNot: ['^(mock-server|agent|fixtures|contract)/index\\.ts$'],
      },
    },
    {
      name: 'pure-heart',
      comment: 'No sockets, files, processes or timers in the heart.',
      severity: 'error',
      from: {
        path: '^(mock-server/(world|scenario|tokens|journal|view|switches)|agent/core)/',
        pathNot: '^mock-server/scenario/load\\.ts$',
      },
      to: { dependencyTypes: ['core'], pathNot: core('crypto', 'util') },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.cjs$', '^test/', '^bench/', 'vitest\\.config'] },
      to: {},
    },
    {
      name: 'only-these-packages-in-the-product',
      comment:
        'What is bundled is chosen, one by one: tools of the tests never join it. `pg` is what an application may bring.',
      severity: 'error',
      from: {
        path: '^(mock-server|agent|fixtures|contract|vitest-fixture|cli)/',
        pathNot: '^mock-server/console/app/',
      },
      to: { dependencyTypes: ['npm-dev'], pathNot: pkg(...BUNDLED, 'pg', '@types/pg', 'vitest') },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
