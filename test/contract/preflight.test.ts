import { describe, expect, test } from 'vitest';
import { CASES, execSubject, type Preflight, preflight, runContract, serveDoor } from '../../contract/index.js';
import { subject } from '../support/subjects/command.js';

type Ways = { readonly sync?: string; readonly dump?: string; readonly serve?: string; readonly url?: string };

const look = ({ sync = 'honest', dump, serve, url }: Ways, timeoutMs = 20_000): Promise<Preflight> => {
  const commands = { sync: subject('odd', 'sync', sync), dump: dump && subject('odd', 'list', dump) };
  const door = serveDoor({ command: serve === undefined ? undefined : subject('serves', serve), url });
  const stop = new AbortController().signal;
  return preflight({ subject: execSubject({ ...commands, dump: commands.dump || undefined }, door), timeoutMs, stop });
};

describe.concurrent('A first look', () => {
  test('When everything is set up rightly, then nothing is told', async () => {
    expect(await look({ dump: 'right', serve: 'right', url: '{url}/use' })).toEqual({ faults: [], notes: [] });
  });

  test('When there is neither dump nor running application, then it is told what cannot be seen, and nothing is wrong', async () => {
    expect(await look({})).toEqual({
      faults: [],
      notes: [expect.stringContaining('No --dump'), expect.stringContaining('No --serve')],
    });
  });

  test('When no case looks at a store or at an application, then nobody is asked for them', async () => {
    const stop = new AbortController().signal;
    const honest = execSubject({ sync: subject('odd', 'sync', 'honest') });
    const notesFor = async (looksAt: readonly ('dump' | 'wire')[]) =>
      (await preflight({ subject: honest, timeoutMs: 20_000, stop, looksAt })).notes;
    expect(await notesFor(['wire'])).toEqual([]);
    expect(await notesFor(['wire', 'dump'])).toEqual([expect.stringContaining('No --dump')]);
  });

  test.each([
    ['asks-nobody', /^No request reached SIMS_TOKEN_URL \(exit code 0; its last words: the address is missing\)/],
    ['is-not-there', /last words: .*Cannot find module .*\. The program was not found: give its path/],
    [
      'drops-the-path',
      /^SIMS_TOKEN_URL is not used as it is: it asked \/connect\/token, without the world's own prefix/,
    ],
    ['makes-up-the-path', /^SIMS_TOKEN_URL is not used as it is: it asked \S+\/oauth\/token\. POST to http/],
    ['drops-the-path-of-rap', /^SIMS_RAP_URL is not used as it is: .*prefix\. Put http\S+\/~\S+ before/],
    ['stops-after-the-token', /^It got a token, and then no request reached SIMS_RAP_URL \(exit code 6\)/],
    ['another-client', /^SIMS_CLIENT_ID is not used/],
    ['another-secret', /^SIMS_CLIENT_SECRET is not used/],
    ['another-application', /^SIMS_APPLICATION_ID is not used/],
  ])('When a sync %s, then one line says so with the mend', async (sync, said) => {
    const { faults } = await look({ sync, dump: 'right' });
    expect(faults).toEqual([expect.stringMatching(said)]);
  });

  test('When a sync never ends, then that is told', async () => {
    const { faults } = await look({ sync: 'never-ends' }, 700);
    expect(faults).toEqual([expect.stringMatching(/^The sync was still running after 0\.7 s\. .*--timeout/)]);
  });

  test.each([
    ['key-as-text', /SIMS_PROBE_KEY was used as text/],
    ['plain-hash', /a plain SHA-256/],
    ['base64', /in base64: write it in hex/],
    ['the-secret', /it is the secret itself/],
    ['swapped', /changed places/],
    ['utf16', /UTF-16: use UTF-8/],
    ['line-end', /a line end was added/],
    ['sha1', /another hash: use SHA-256/],
    ['random', /something else the second time/],
    ['capital-names', /a row has "OrganisationId" where "organisationId" is wanted/],
    ['an-object', /is JSON, but no array/],
    ['changed-columns', /organisationId and clientId have changed places/],
    ['braced', /organisationId is written in another form/],
    ['without-hyphens', /organisationId is written in another form/],
    ['constant', /every row has the same secretFingerprint/],
    ['short-rows', /row 0 of the dump lacks/],
    ['log-line', /no JSON: print the array and nothing else/],
    ['fails', /ended with 7, not 0\..* Its last words: there is no store\.$/],
  ])('When a dump is of the kind "%s", then one line says what to mend', async (dump, said) => {
    const { faults } = await look({ dump });
    expect(faults).toEqual([expect.stringMatching(said)]);
    expect(faults[0]).toMatch(/^--dump/);
  });

  test.each([
    ['fails', '; its last words: the disk is full'],
    ['fails-and-spills', ''],
  ])(
    'When a sync "%s" and so does the dump, then the words of both are told, without a secret',
    async (sync, words) => {
      const { faults } = await look({ sync, dump: 'fails' });
      const both = `Its last words: there is no store. Mend the sync first: it ended with exit code 4${words}.`;
      expect(faults).toEqual([expect.stringMatching(/^--dump: the dump command ended with 7, not 0\./)]);
      expect(faults[0]?.slice(-both.length)).toBe(both);
    },
  );

  test.each([
    ['empty', /^--dump: the dump is empty \(\[\]\) after a whole sync\. Does it read SIMS_STATE_DIR\?/],
    ['unknown', /^--dump: none of its \d fingerprints is right/],
  ])(
    'When a dump is "%s", which an agent may be the cause of, then it is told, and keeps nobody from judging',
    async (dump, said) => {
      const { faults, notes } = await look({ dump });
      expect([faults, notes[0]]).toEqual([[], expect.stringMatching(said)]);
    },
  );

  test('When there are rows before the first sync, then the store is not where it should be', async () => {
    expect((await look({ dump: 'shared' })).faults).toEqual([
      expect.stringMatching(/^The store is not below SIMS_STATE_DIR: .* the dump printed 1 row\. /),
    ]);
  });

  test('When a dump begins with a byte order mark, then it is read all the same', async () => {
    expect((await look({ dump: 'byte-order-mark' })).faults).toEqual([]);
  });

  test.each([
    [
      { serve: 'ends', url: '{url}/use' },
      /\(--serve\) ended with 4 before it said where it listens\. .* Its last words: no database for \(a secret\)\*+\.$/,
    ],
    [{ serve: 'right' }, /knows no such address \(404\)\. Say by --url/],
    [{ serve: 'wants-another-bearer', url: '{url}/use' }, /turned the use away \(401\)\. .*SIMS_USE_BEARER/],
    [{ url: 'http://127.0.0.1:9/use' }, /did not answer/],
  ])('When the running application is %o, then one line says so', async (ways, said) => {
    const { faults } = await look(ways);
    expect(faults).toEqual([expect.stringMatching(said)]);
  });

  test('When the running application does not say where it is, then that is told', async () => {
    expect((await look({ serve: 'silent' }, 1_500)).faults).toEqual([
      expect.stringContaining('did not say where it listens'),
    ]);
  });

  test.each([
    ['no-such-program', /^"no-such-program" cannot be started \(ENOENT\)/],
    ['/', /cannot be started \(EACCES\)/],
  ])('When the command is %s, then that it cannot be started is told', async (command, said) => {
    const stop = new AbortController().signal;
    const { faults } = await preflight({ subject: execSubject({ sync: [command] }), timeoutMs: 5_000, stop });
    expect(faults).toEqual([expect.stringMatching(said)]);
  });
});

test('When a dump fails within a round, then its last words are in what is found', async () => {
  const played = await runContract({
    subject: execSubject({ sync: subject('odd', 'sync', 'honest'), dump: subject('odd', 'list', 'fails') }),
    cases: CASES.filter(({ id }) => id === 'DEL-05'),
    seed: 1,
    parallel: 1,
    timeoutMs: 20_000,
    version: '0',
    stop: new AbortController().signal,
  });
  const [finding] = played.cases[0]?.rounds[0]?.findings ?? [];
  expect(finding?.seen).toContain('the dump command ended with 7, not 0; its last words: there is no store');
});
