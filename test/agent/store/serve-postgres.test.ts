// The read service over a vault in PostgreSQL: told of new generations, and no worse off when the database goes.
import { describe, expect, test } from 'vitest';
import { Serving } from '../../support/agent/serving.js';
import { guid, secretOf, sites } from '../../support/agent/stub-service.js';
import { until } from '../../support/command.js';
import { clusterForFile, missing, missingFiles, startCluster } from '../../support/postgres.js';
import { postgres } from './carriers.js';

const cluster = clusterForFile();
const first = `/v1/organisations/${guid(1)}`;

describe.skipIf(missing)(`sims-agent serve with a database${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('When a sync commits, then the next generation is served at once, and no secret is in the database in clear', async () => {
    const { box } = await postgres(cluster)(sites(3));
    await box.sync();
    const serving = await Serving.start(box, '--port', '0');
    expect(await serving.read(first)).toMatchObject({ generation: 1, clients: [{ clientSecret: secretOf(1) }] });
    for (const client of box.stub.sites[0]?.clients ?? []) client.secret = secretOf(1, 2);
    await box.sync();
    await until(async () => (await serving.read(first)).generation === 2, 20_000);
    expect((await serving.read(`${first}?previous=1`)).clients).toMatchObject([
      { clientSecret: secretOf(1, 2), previousSecret: secretOf(1) },
    ]);
    expect((await serving.ask('/readyz')).body).toBe('ready\n');
    expect(await serving.metric('reads_upstream_calls_total')).toBe(0);
    expect((await serving.stop()).exit).toBe(143);
  });

  test('When the pointer is put back to an older generation, then it is not taken, and not ready says so', async () => {
    const vault = await postgres(cluster)(sites(1));
    await vault.box.sync();
    const old = await vault.pointer();
    await vault.box.sync();
    const serving = await Serving.start(vault.box, '--port', '0');
    await vault.setPointer(old);
    expect((await serving.ask('/readyz')).status).toBe(503);
    expect((await serving.read(first)).generation).toBe(2);
  });
});

describe.skipIf(missingFiles)(
  `sims-agent serve and a server that stops${missingFiles ? ` (skipped: ${missingFiles})` : ''}`,
  () => {
    test('When the database goes down, then what was read is served on, and /readyz says why', {
      timeout: 60_000,
    }, async () => {
      const mortal = await startCluster();
      const { box } = await postgres(() => mortal)(sites(1));
      await box.sync();
      const serving = await Serving.start(box, '--port', '0');
      await mortal.stop();
      expect((await serving.ask('/readyz')).status).toBe(503);
      expect((await serving.read(first)).clients[0].clientSecret).toBe(secretOf(1));
      expect(serving.running.stderr()).not.toContain(secretOf(1));
      expect((await serving.stop()).exit).toBe(143);
    });
  },
);
