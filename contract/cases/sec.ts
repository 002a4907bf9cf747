import { begin, change, end, killAt, sync, syncOnly } from '../act.js';
import type { Case } from '../case.js';
import { elsewhere } from '../elsewhere.js';
import { spell, strike } from '../weather.js';
import {
  KEPT,
  keepsSomething,
  keepsToItsHost,
  leaksOf,
  leaksOverall,
  NOT_WORTH_KEEPING,
  SAID,
  staysAway,
  takesPartOverTls,
} from './sec-judges.js';

/** Given to Oakfield, so that an answer written beforehand can carry it. Opens nothing anywhere. */
const GIVEN = 'Tr7xQm2vKp9sWd4z';
const UNREADABLE = `[{"ClientId":"sas-oneroster-oakfield","Description":"OneRoster","Secret":"${GIVEN}"!}]`;

/** Secrecy: who sees what, and who does not. */
export const SEC: readonly Case[] = [
  {
    id: 'SEC-01',
    level: 'must',
    says: 'The agent lets no secret and no token out: not in a URL, a header where it does not belong, its output, an error message, or the arguments of a process.',
    means: 'Nobody who reads a log, a screen or a list of processes can open a school’s data.',
    clauses: ['S000-3', 'S000-8', 'S002-9'],
    looksAt: ['wire', 'output'],
    mend: 'Log an allow-list of fields, never whole requests, answers or errors of libraries; pass secrets to programs by a pipe or a file of mode 600, never by their arguments.',
    rounds: [
      {
        name: 'first-sync',
        tells: 'A good day: the first sync of all, and the store is read.',
        weather: {},
        acts: [sync('first')],
        judge: seen => leaksOf(SAID, seen),
      },
      {
        name: 'troubles',
        tells:
          'One trouble after the other, since errors are where secrets get out: refusals, errors, an answer that cannot be read.',
        weather: {
          begins: [{ kind: 'secret.reissued', site: 'oakfield', secret: GIVEN }],
          steps: [
            strike('token-refused', 'rap.clients', { nth: 2, fault: { kind: 'status', status: 401 } }),
            ...spell('unreadable', 'rap.clients', { kind: 'status', status: 200, body: UNREADABLE }),
            ...spell('down', 'rap', { kind: 'status', status: 500 }),
            ...spell('refused', 'sts.token', { kind: 'status', status: 400, body: '{"error":"invalid_client"}' }),
          ],
        },
        acts: [
          syncOnly('a 401 in mid-walk'),
          begin('unreadable'),
          syncOnly('answers that cannot be read'),
          end('unreadable'),
          begin('down'),
          syncOnly('errors everywhere'),
          end('down'),
          begin('refused'),
          syncOnly('refused credentials'),
          end('refused'),
        ],
        judge: seen => leaksOf(SAID, seen),
      },
    ],
    overall: all => leaksOverall(SAID, all, 'SEC-01'),
  },
  {
    id: 'SEC-02',
    level: 'must',
    says: 'What the agent stores shows no secret: not in clear, not encoded, not packed.',
    means: 'Whoever copies a disk or a backup has not copied the passwords of the schools.',
    clauses: ['S000-3', 'S000-8', 'S002-9'],
    looksAt: ['files'],
    mend: 'Encrypt each secret with a key that is kept elsewhere (AES-GCM and a key from the key vault), before anything is written, temporary files included. Base64, hex and gzip are no encryption.',
    rounds: [
      {
        name: 'store',
        tells: 'The first sync, a secret that is re-issued, a sync that is killed half-way, and one that ends.',
        weather: {},
        acts: [
          syncOnly('first'),
          change({ kind: 'secret.reissued', site: 'oakfield' }),
          killAt('killed', 4),
          syncOnly('last'),
        ],
        judge: seen => [...keepsSomething(seen), ...leaksOf(KEPT, seen)],
      },
    ],
    overall: all => leaksOverall(KEPT, all, 'SEC-02'),
  },
  {
    id: 'SEC-03',
    level: 'must',
    says: 'The agent asks nothing of a server whose certificate it cannot trust, nor in plain http where it was told https.',
    means: 'Nobody who stands in between gets to see a password by pretending to be SIMS.',
    clauses: ['S000-7'],
    looksAt: ['wire'],
    mend: 'Leave the checks of certificates on, and never change an address from https to http. For a CA of your own add it to the trusted ones (SIMS_CA_FILE) in place of switching checks off.',
    rounds: [
      {
        name: 'https',
        tells: 'The services speak https, with a certificate of the CA that the agent was given.',
        weather: { place: 'https' },
        acts: [syncOnly('first')],
        part: 'none',
        judge: takesPartOverTls,
      },
      {
        name: 'stranger',
        tells:
          'Somebody else answers in the place of the services, with a certificate of a CA that nobody was told to trust.',
        weather: { place: 'stranger' },
        acts: [syncOnly('first')],
        part: 'none',
        judge: seen => staysAway(seen, 'a server with a certificate of an unknown CA'),
      },
      {
        name: 'plain',
        tells: 'The addresses say https; what listens there speaks plain http.',
        weather: { place: 'plain' },
        acts: [syncOnly('first')],
        part: 'none',
        judge: seen => staysAway(seen, 'a server that speaks plain http where https was asked for'),
      },
    ],
  },
  {
    id: 'SEC-04',
    level: 'must',
    says: 'The agent sends its credentials and its token to the configured hosts only, also when an answer redirects it.',
    means: 'A wrong or wicked answer cannot talk the agent into giving its keys to somebody else.',
    clauses: ['S002-9', 'G'],
    looksAt: ['wire'],
    mend: 'Switch automatic redirects off in the HTTP client and take any 3xx for a failed call: none of these services redirects.',
    rounds: [
      {
        name: 'token-moved',
        tells: 'The token service sends the agent to another host, in each of three ways.',
        weather: {
          steps: [
            ...spell('moved-307', 'sts.token', { kind: 'redirect', status: 307, to: elsewhere('127.0.0.1') }),
            ...spell('moved-308', 'sts.token', { kind: 'redirect', status: 308, to: elsewhere('localhost') }),
            ...spell('moved-302', 'sts.token', { kind: 'redirect', status: 302, to: elsewhere('localhost') }),
          ],
        },
        acts: ['moved-307', 'moved-308', 'moved-302'].flatMap(name => [begin(name), syncOnly(name), end(name)]),
        part: 'asks',
        judge: keepsToItsHost,
      },
      {
        name: 'api-moved',
        tells: 'The partner API sends the agent to another host.',
        weather: {
          steps: [
            ...spell('list-moved', 'rap.sites', { kind: 'redirect', status: 302, to: elsewhere('127.0.0.1') }),
            ...spell('clients-moved', 'rap.clients', { kind: 'redirect', status: 307, to: elsewhere('localhost') }),
          ],
        },
        acts: ['list-moved', 'clients-moved'].flatMap(name => [begin(name), syncOnly(name), end(name)]),
        part: 'asks',
        judge: keepsToItsHost,
      },
    ],
  },
  {
    id: 'SEC-05',
    level: 'should',
    says: 'The agent writes neither its access token nor the API-manager key to disk.',
    means: 'What is not kept cannot be stolen, and neither is needed for longer than a run.',
    clauses: ['S002-5', 'S002-9', 'G'],
    looksAt: ['files'],
    mend: 'Keep the token in memory, for one run; drop OCPAIMKey where the answer is read.',
    rounds: [
      {
        name: 'nothing-spare',
        tells: 'The API-manager key is shown with every credential. Two syncs.',
        weather: { begins: [{ kind: 'application.keySet' }] },
        acts: [syncOnly('first'), syncOnly('second')],
        judge: seen => leaksOf(NOT_WORTH_KEEPING, seen),
      },
    ],
    overall: all => leaksOverall(NOT_WORTH_KEEPING, all, 'SEC-05'),
  },
];
