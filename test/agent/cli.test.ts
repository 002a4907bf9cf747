import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Sandbox } from '../support/agent/sandbox.js';
import { empty, guid, json, sites } from '../support/agent/stub-service.js';

describe('a wrong command line', () => {
  test.each([
    [[], /Which command\?/],
    [['snyc'], /"snyc" is no command. Did you mean "sync"\?/],
    [['sync', '--token-ulr', 'x'], /--token-ulr is no option. Did you mean "token-url"\?/],
    [['sync', '--client-secret', 'hunter2'], /SIMS_CLIENT_SECRET_FILE/],
    [['sync', '--client-secret=hunter2'], /SIMS_CLIENT_SECRET_FILE/],
    [['sync', '--reveal'], /--reveal is an option of get, not of sync/],
    [['sync', '--json=yes'], /--json takes no value/],
    [['sync', '--scope'], /--scope needs a value/],
    [['sync', 'now'], /sync takes no "now"/],
    [['get'], /get needs <organisationId>/],
    [['approve'], /approve needs <digest>/],
    [['list', '--state-dir', 'a', '--state-dir', 'b'], /--state-dir is given twice/],
  ])('When it is %j, then the agent ends 64 and says what to do', async (argv, message) => {
    const box = await Sandbox.open([]);
    const { exit, out, err } = await box.run(...argv);
    expect([exit, out]).toEqual([64, '']);
    expect(err).toMatch(message);
    expect(err).not.toContain('hunter2');
  });

  test('When the dump is asked for without a probe key, then the agent ends 64 and says how to make one', async () => {
    const box = await Sandbox.open([]);
    box.env['SIMS_PROBE_KEY'] = '';
    expect(await box.run('list', '--fingerprints')).toMatchObject({
      exit: 64,
      err: expect.stringContaining('openssl rand -hex 32'),
    });
  });

  test('When help or version is asked for, then stdout has it', async () => {
    const box = await Sandbox.open([]);
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await box.run('--version')).toEqual({ exit: 0, out: `${manifest.version}\n`, err: '' });
    const { out } = await box.run('--help');
    for (const word of [
      'sync',
      'plan',
      'approve <digest>',
      'get <organisationId>',
      'SIMS_TOKEN_URL',
      '--auth-style',
      'Exit codes',
    ])
      expect(out).toContain(word);
  });
});

describe('a wrong configuration', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ['no token address', { SIMS_TOKEN_URL: '' }, /SIMS_TOKEN_URL is not set. Set it, or give --token-url/],
    ['no state folder', { SIMS_STATE_DIR: '' }, /SIMS_STATE_DIR is not set/],
    ['no vendor secret', { SIMS_CLIENT_SECRET: '' }, /SIMS_CLIENT_SECRET_FILE/],
    ['an integer application id', { SIMS_APPLICATION_ID: '1234' }, /is an integer.*App Management.*address bar/],
    ['an application id that is no GUID', { SIMS_APPLICATION_ID: 'abc' }, /is no GUID/],
    ['plain http to another host', { SIMS_RAP_URL: 'http://rap.example.test' }, /plain http to rap.example.test/],
    ['no address at all', { SIMS_RAP_URL: 'rap.example.test' }, /SIMS_RAP_URL \(--rap-url\) is no https address/],
    ['credentials in an address', { SIMS_RAP_URL: 'https://me:hunter2@rap.example.test' }, /carries credentials/],
    [
      'live STS and partner RAP',
      {
        SIMS_TOKEN_URL: 'https://sts.sims.co.uk/connect/token',
        SIMS_RAP_URL: 'https://simsid-partner-rapapi.azurewebsites.net',
      },
      /the live environment and SIMS_RAP_URL the partner one/,
    ],
    ['certificate checks switched off', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /NODE_TLS_REJECT_UNAUTHORIZED=0/],
    ['NODE_DEBUG', { NODE_DEBUG: 'http' }, /NODE_DEBUG/],
    ['a debugger', { NODE_OPTIONS: '--inspect' }, /--inspect/],
    [
      'a line end nobody sees',
      { SIMS_APPLICATION_ID: `${guid(9)}\r` },
      /SIMS_APPLICATION_ID begins or ends with a blank/,
    ],
    ['a blank nobody sees', { SIMS_CLIENT_ID: 'vmc-1 ' }, /SIMS_CLIENT_ID begins or ends with a blank or a line end/],
    [
      'a line end after a key path',
      { SIMS_AGENT_KEY: 'file:/nowhere/key\r' },
      /^sims-agent: SIMS_AGENT_KEY begins or ends/,
    ],
    [
      'a line end in the secret',
      { SIMS_CLIENT_SECRET: 'hunter2\r' },
      /vendor secret holds a line end.*SIMS_CLIENT_SECRET/,
    ],
    ['the policy itself', { SIMS_AGENT_POLICY: '{"dailyBudget":"off"}' }, /SIMS_AGENT_POLICY is the path of a file/],
    ['an unknown auth style', { SIMS_AUTH_STYLE: 'rfc6479' }, /Did you mean "rfc6749"\?/],
    ['an unknown key provider', { SIMS_AGENT_KEY: 'vault:key' }, /must be file:<path>, systemd:<name>, exec:/],
    ['another vault', { SIMS_VAULT: 'mysql://db' }, /SIMS_VAULT \(--vault\) is no postgres:/],
    [
      'a secret twice',
      { SIMS_CLIENT_SECRET_FILE: '/nowhere/secret' },
      /SIMS_CLIENT_SECRET and SIMS_CLIENT_SECRET_FILE are both set. Drop/,
    ],
    [
      'a CA file that is not there',
      { SIMS_CA_FILE: '/nowhere/ca.pem' },
      /SIMS_CA_FILE: \/nowhere\/ca.pem cannot be read \(ENOENT\)/,
    ],
    ['a policy that is not there', { SIMS_AGENT_POLICY: '/nowhere/policy.json' }, /SIMS_AGENT_POLICY/],
  ])('When there is %s, then the agent ends 78 before any request', async (_what, change, message) => {
    const box = await Sandbox.open(sites(1));
    box.env = { ...box.env, ...change };
    const { exit, out, err } = await box.run('sync');
    expect([exit, out]).toEqual([78, '']);
    expect(err).toMatch(message);
    expect(err).not.toContain('hunter2');
    expect(box.stub.asked).toEqual([]);
  });

  test.each([
    ['"vendor+secret/%=&:1"', 'The secret stands in quotes: are they part of it?'],
    ['vendor+secret/%=&:1 ', 'The secret begins or ends with a blank: is that part of it?'],
  ])(
    'When the secret %j is refused, then what is odd about its ends is said, and nothing else of it',
    async (secret, odd) => {
      const box = await Sandbox.open(sites(1));
      box.env['SIMS_CLIENT_SECRET'] = secret;
      box.stub.answer = ({ kind }) => (kind === 'token' ? json({ error: 'invalid_client' }, 400) : undefined);
      const { exit, err } = await box.run('sync');
      expect([exit, err]).toEqual([5, expect.stringContaining(`SIMS_AUTH_STYLE. ${odd} (invalid_client)`)]);
      expect(err).not.toContain('vendor+secret');
    },
  );

  test('When the key lies inside the state folder, then the agent ends 78', async () => {
    const box = await Sandbox.open(sites(1));
    for (const command of ['sync', 'list'])
      expect(await box.run(command, '--key', `file:${join(box.folder, 'state', 'key')}`)).toMatchObject({
        exit: 78,
        err: expect.stringContaining('inside the state folder'),
      });
  });

  test.each([
    [{ requestsPerSecnd: 5 }, /"requestsPerSecnd" is no policy field. Did you mean "requestsPerSecond"\?/],
    [{ requestsPerSecond: 0 }, /"requestsPerSecond" must be a number above 0, or "off"/],
    [{ attempts: 0 }, /"attempts" must be a whole number, 1 or more/],
    [{ emptyListConfirmMs: '1s' }, /"emptyListConfirmMs" must be a whole number, 0 to 2147483647/],
    [{ allowEmpty: 'yes' }, /"allowEmpty" must be true or false/],
    [{ sharedClients: 'off' }, /"sharedClients" must be "hold" or "warn"/],
    [{ ignoreOrganisations: ['school'] }, /"ignoreOrganisations" must be a list of organisation GUIDs/],
    [{ guards: 'off' }, /guards must be an object/],
    [{ guards: { removals: { percnt: 1 } } }, /"guards.removals.percnt" is no policy field. Did you mean "percent"\?/],
    [{ guards: { removals: { percent: -1 } } }, /"guards.removals.percent" must be a number, 0 to 100/],
    [{ guards: { sameSecretSites: 1 } }, /"guards.sameSecretSites" must be a whole number, 2 or more, or "off"/],
    [[], /must be an object/],
  ])('When the policy is %j, then the agent ends 78 and names the field', async (policy, message) => {
    const box = await Sandbox.open(sites(1));
    await writeFile(box.env['SIMS_AGENT_POLICY'] ?? '', JSON.stringify(policy));
    expect(await box.run('sync')).toMatchObject({ exit: 78, err: expect.stringMatching(message) });
  });

  test('When the policy switches guards off, then the run obeys and says so', async () => {
    const box = await Sandbox.open(sites(8), { allowEmpty: true, guards: { removals: 'off' } });
    await box.sync();
    box.stub.sites = [];
    const { exit, err } = await box.sync();
    expect(exit).toBe(0);
    expect(err).toContain('guard_off guard=removals');
    expect(err).toContain('guard_off guard=allowEmpty');
    expect(await box.served()).toEqual({});
  });
});

describe('settings', () => {
  test('When a flag and its variable differ, then the flag wins', async () => {
    const box = await Sandbox.open(sites(1));
    box.env['SIMS_TOKEN_URL'] = 'http://127.0.0.1:1/connect/token';
    expect((await box.run('sync', '--token-url', `${box.stub.url}/connect/token`)).exit).toBe(0);
  });

  test('When the secret comes from a file, then the mark and the one line end of an editor are not part of it', async () => {
    const box = await Sandbox.open(sites(1));
    const path = join(box.folder, 'vendor-secret');
    await writeFile(path, '\ufeff from a file \r\n', { mode: 0o600 });
    box.env = { ...box.env, SIMS_CLIENT_SECRET: '', SIMS_CLIENT_SECRET_FILE: path };
    expect((await box.run('sync', '--auth-style', 'post')).exit).toBe(0);
    expect(new URLSearchParams(box.stub.asked[0]?.body).get('client_secret')).toBe(' from a file ');
  });

  test('When others may read the file with the secret, then the agent ends 78 and says what to run', async () => {
    const box = await Sandbox.open(sites(1));
    const path = join(box.folder, 'vendor-secret');
    await writeFile(path, 'hunter2', { mode: 0o644 });
    box.env = { ...box.env, SIMS_CLIENT_SECRET: '', SIMS_CLIENT_SECRET_FILE: path };
    const { exit, err } = await box.run('sync');
    expect(exit).toBe(78);
    expect(err).toContain(`chmod go-rwx '${path}'`);
    expect(err).not.toContain('hunter2');
  });

  test('When the addresses carry a path prefix, then it stands before both calls', async () => {
    const box = await Sandbox.open(sites(1));
    box.env['SIMS_RAP_URL'] = `${box.stub.url}/~w1/`;
    await box.run('sync');
    expect((await box.run('status')).out).toContain('/~w1');
  });

  test('When the configuration is printed, then the secret is masked and what applies is shown', async () => {
    const box = await Sandbox.open(sites(1));
    const { exit, out } = await box.run('--print-config');
    expect(exit).toBe(0);
    expect(out).not.toContain(box.env['SIMS_CLIENT_SECRET']);
    expect(JSON.parse(out)).toMatchObject({
      clientSecret: '[Secret]',
      scope: 'partner-read partner-write',
      authStyle: 'rfc6749',
      policy: { attempts: 3 },
    });
  });

  test('When a site is asked for by get, then secrets are masked unless revealed', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    expect((await box.run('get', guid(1))).out).toContain('[Secret]');
    expect(JSON.parse((await box.run('get', guid(1), '--json', '--reveal')).out)).toEqual([
      { clientId: box.stub.sites[0]?.clients[0]?.id, secret: box.stub.sites[0]?.clients[0]?.secret },
    ]);
  });
});

describe('an operator in the dark', () => {
  test.each([['list'], ['list', '--fingerprints'], ['status']])(
    'When %s %s looks into a folder without a vault, then it ends 0 and stderr names the folder',
    async (...argv) => {
      const box = await Sandbox.open([]);
      const { exit, err } = await box.run(...argv, '--state-dir', '/nowhere/state');
      expect(exit).toBe(0);
      expect(err).toBe(
        'There is no vault in /nowhere/state/vault yet. Run sims-agent sync first, or check SIMS_STATE_DIR.\n',
      );
    },
  );

  test.each(['/dev/null', '/proc/x'])('When the state folder is %s, then sync ends 12 and names it', async folder => {
    const box = await Sandbox.open([]);
    const { exit, err } = await box.run('sync', '--state-dir', folder);
    expect(exit).toBe(12);
    expect(err).toContain(`${folder}/vault`);
    expect(err).toContain('SIMS_STATE_DIR');
  });

  test('When a folder above the state folder is a dangling link, then sync ends 12', async () => {
    const box = await Sandbox.open([]);
    const link = join(box.folder, 'link');
    await symlink(join(box.folder, 'nowhere'), link);
    expect((await box.run('sync', '--state-dir', join(link, 'state'))).exit).toBe(12);
  });

  test('When a sync failed, then it and status say which address and which variable, without the query', async () => {
    const box = await Sandbox.open(sites(1));
    const words = 'Nothing listens at http://127.0.0.1:1/connect/token. Check SIMS_TOKEN_URL';
    const { exit, err } = await box.run('sync', '--token-url', 'http://127.0.0.1:1/connect/token?key=hunter2');
    expect(exit).toBe(6);
    expect(err).toContain(words);
    const { out } = await box.run('status');
    expect(out).toContain('exit 6');
    expect(out).toContain(words);
    expect(err + out).not.toContain('hunter2');
  });

  test.each([
    [empty(404), 6, 'This address does not exist there'],
    [empty(403), 5, 'SIMS_APPLICATION_ID'],
  ])('When the list is %j, then the run ends %d and the sentence tells what to check', async (reply, exit, words) => {
    const box = await Sandbox.open(sites(1));
    box.stub.answer = ({ kind }) => (kind === 'list' ? reply : undefined);
    const ran = await box.run('sync');
    expect(ran.exit).toBe(exit);
    expect(ran.out).toContain(words);
    expect((await box.run('sync', '--json')).out).toContain(words);
  });

  test('When schools are held, then sync, plan and status name them and say why in words', async () => {
    const box = await Sandbox.open(sites(8));
    await box.sync();
    box.stub.sites = box.stub.sites.slice(6);
    const why = '6 of 8 schools would go, more than 25 % of a small estate';
    const plan = (await box.run('plan')).out;
    expect(plan).toContain(why);
    expect(plan).toMatch(/^! tombstone \S+ \(held by G3\) {2}School 1$/m);
    for (const { out } of [await box.run('sync'), await box.run('status')]) {
      expect(out).toContain(why);
      expect(out).toMatch(/approve [0-9a-f]{12}$/m);
      expect(out).toContain(`School 5 (${guid(5).toUpperCase()})`);
      expect(out).toContain('and 1 more: sims-agent list');
    }
  });

  test('When the key is another one, then the first advice is to check it', async () => {
    const box = await Sandbox.open(sites(1));
    await box.sync();
    const path = join(box.folder, 'other-key');
    await writeFile(path, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 });
    expect(await box.run('status', '--key', `file:${path}`)).toMatchObject({
      exit: 12,
      err: expect.stringMatching(/^sims-agent: Check SIMS_AGENT_KEY/),
    });
  });

  test('When the key file is missing, then it is said how to make one', async () => {
    const box = await Sandbox.open(sites(1));
    const { exit, err } = await box.run('sync', '--key', 'file:/nowhere/key');
    expect(exit).toBe(12);
    expect(err).toContain("openssl rand -base64 32 > '/nowhere/key' && chmod 600 '/nowhere/key'");
  });
});
