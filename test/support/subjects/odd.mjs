// An honest agent that is set up, or behaves as a program, in one odd way: odd.mjs sync|list <way> [file].
import { spawn } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agent } from '../agents/honest.mjs';

const { env } = process;
const [, , command, way, file] = process.argv;
const without = (address, prefix = /\/~[^/]+/) => address.replace(prefix, '');

const failing = async words => {
  await agent();
  process.stderr.write(`${words}\n`);
  process.exitCode = 4;
};

const SYNCS = {
  'never-ends': () => setInterval(() => {}, 1_000),
  'asks-nobody': () => process.stderr.write('the address is missing\n'),
  'is-not-there': () => import('./nowhere.mjs'),
  'drops-the-path': () => {
    env.SIMS_TOKEN_URL = without(env.SIMS_TOKEN_URL);
    return agent();
  },
  'makes-up-the-path': () => {
    env.SIMS_TOKEN_URL = env.SIMS_TOKEN_URL.replace('/connect/token', '/oauth/token');
    return agent();
  },
  'drops-the-path-of-rap': () => {
    env.SIMS_RAP_URL = without(env.SIMS_RAP_URL);
    return agent();
  },
  'stops-after-the-token': () => {
    env.SIMS_RAP_URL = 'http://127.0.0.1:9';
    return agent().catch(() => {
      process.exitCode = 6;
    });
  },
  'another-client': () => {
    env.SIMS_CLIENT_ID = 'somebody-else';
    return agent();
  },
  'another-secret': () => {
    env.SIMS_CLIENT_SECRET = 'of-last-year';
    return agent();
  },
  'another-application': () => {
    env.SIMS_APPLICATION_ID = '00000000-0000-4000-8000-000000000000';
    return agent();
  },
  fails: () => failing('the disk is full'),
  'fails-and-spills': () => failing(`the disk is full for ${env.SIMS_CLIENT_SECRET}`),
  /** Somebody who left the group, forgot the parent and holds the output open. */
  'leaves-somebody-behind': () => {
    const options = { detached: true, stdio: ['ignore', 'inherit', 'inherit'] };
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options);
    appendFileSync(file, `${child.pid}\n`);
    child.unref();
  },
  chatters: () => {
    process.stdout.write('x'.repeat(33 * 1024 * 1024));
  },
};

const key = () => Buffer.from(env.SIMS_PROBE_KEY ?? '', 'hex');
const hmac = (k, text) => createHmac('sha256', k).update(text);
const FINGERPRINTS = {
  'key-as-text': secret => hmac(env.SIMS_PROBE_KEY, secret).digest('hex'),
  'plain-hash': secret => createHash('sha256').update(secret).digest('hex'),
  base64: secret => hmac(key(), secret).digest('base64'),
  'the-secret': secret => secret,
  swapped: secret => hmac(secret, key()).digest('hex'),
  utf16: secret => hmac(key(), Buffer.from(secret, 'utf16le')).digest('hex'),
  'line-end': secret => hmac(key(), `${secret}\n`).digest('hex'),
  sha1: secret => createHmac('sha1', key()).update(secret).digest('hex'),
  random: secret => hmac(key(), secret + Math.random()).digest('hex'),
};
const held = () => {
  const path = join(env.SIMS_STATE_DIR ?? '.', 'held.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
};
const rowsBy = fingerprint => held().map(({ secret, ...row }) => ({ ...row, secretFingerprint: fingerprint(secret) }));
const right = secret => hmac(key(), secret).digest('hex');

const LISTS = {
  'capital-names': () =>
    rowsBy(right).map(r => ({
      OrganisationId: r.organisationId,
      ClientId: r.clientId,
      SecretFingerprint: r.secretFingerprint,
    })),
  'an-object': () => ({ rows: rowsBy(right) }),
  'changed-columns': () => rowsBy(right).map(r => ({ ...r, organisationId: r.clientId, clientId: r.organisationId })),
  braced: () => rowsBy(right).map(r => ({ ...r, organisationId: `{${r.organisationId}}` })),
  'without-hyphens': () => rowsBy(right).map(r => ({ ...r, organisationId: r.organisationId.replaceAll('-', '') })),
  constant: () => rowsBy(() => 'a'.repeat(64)),
  unknown: () => rowsBy(secret => hmac(key(), `pepper ${secret}`).digest('hex')),
  empty: () => [],
  shared: () => [{ organisationId: 'a', clientId: 'b', secretFingerprint: 'a'.repeat(64) }],
  'short-rows': () => rowsBy(right).map(({ organisationId }) => ({ organisationId })),
};

if (command === 'sync') await (SYNCS[way] ?? (() => agent()))();
else if (way === 'log-line') process.stdout.write(`reading …\n${JSON.stringify(rowsBy(right))}`);
else if (way === 'fails') {
  process.stderr.write('there is no store\n');
  process.exitCode = 7;
} else if (way === 'byte-order-mark') process.stdout.write(`\uFEFF${JSON.stringify(rowsBy(right))}`);
else process.stdout.write(JSON.stringify(LISTS[way]?.() ?? rowsBy(FINGERPRINTS[way] ?? right)));
