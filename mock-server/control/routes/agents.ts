import { mainApplication } from '../../handle.js';
import type { Harness } from '../../harness.js';
import { asHeld, convergenceDigest, truth } from '../../view/index.js';
import { isRefusal, ok, type Refusal } from '../outcome.js';
import { refusal } from '../refusal.js';
import { REPORT_BODY } from '../report-shape.js';
import { MOST_REPORTS, type Reported } from '../reports.js';
import { type Route, worldRoute } from '../route.js';
import { leaks } from '../secrets-in.js';
import { DIGEST, REPORT } from '../shapes.js';

/** Bytes: what twenty thousand schools hold is half of it. */
const LARGEST_REPORT = 8 * 1024 * 1024;

/** What an agent can be compared with, and what it says of itself. */
export const AGENTS_ROUTES: readonly Route[] = [
  worldRoute({
    method: 'GET',
    path: '/digest',
    summary: 'One value for everything a perfect agent would hold now',
    description: "Under the world's own probe key, or the one in the header Sims-Probe-Key (hex, 16 bytes or more).",
    tag: 'what happened',
    answer: { status: 200, description: 'Says nothing else of the secrets', schema: DIGEST },
    handle: ({ harness, headers }) => {
      const key = probeKey(headers['sims-probe-key'] ?? harness.probeKey);
      return isRefusal(key) ? key : ok(digestOf(harness, key));
    },
  }),
  worldRoute({
    method: 'GET',
    path: '/agent-reports',
    summary: `What agents have reported: the newest ${MOST_REPORTS}, the oldest first`,
    tag: 'what happened',
    answer: { status: 200, description: 'The reports', schema: { type: 'array', items: REPORT } },
    handle: ({ room, harness }) => ok(room.reports.list(harness)),
  }),
  worldRoute<{ body: Reported }>({
    method: 'POST',
    path: '/agent-reports',
    summary: 'Report what a sync did; it is kept and shown as an event',
    description:
      'Only `agent` is needed, and members of your own are welcome. Refused when it holds a secret of this world, in clear or encoded, or an access token. What it says in `holds` is compared with the truth in …/estate.',
    tag: 'what happened',
    body: REPORT_BODY,
    ownMembers: true,
    example: { agent: 'my-agent 1.0', command: 'sync', exit: 0, says: '3 schools added' },
    bodyLimit: LARGEST_REPORT,
    answer: { status: 201, description: 'It is kept', schema: REPORT },
    handle: ({ room, harness, body }) =>
      leaks(harness.world(), body) ? LEAK : { status: 201, value: room.reports.add(harness, body) },
  }),
];

const LEAK = refusal(
  422,
  'CONTROL_SECRET_IN_REPORT',
  'This report holds an access token, or a secret in clear or merely encoded (percent, Base64), and was not kept: report fingerprints, and find out where else the agent writes it.',
);

function probeKey(sent: string | string[]): string | Refusal {
  const key = String(sent);
  if (/^([0-9a-f]{2}){16,128}$/i.test(key)) return key;
  return refusal(
    400,
    'CONTROL_BAD_PROBE_KEY',
    'Sims-Probe-Key must be hex digits, two for a byte, 16 bytes or more: send the value of SIMS_PROBE_KEY.',
  );
}

function digestOf(harness: Harness, key: string): object {
  const world = harness.world();
  const { application } = mainApplication(world);
  const pairs = truth(world, application, harness.switches(), harness.clock.now());
  return { digest: convergenceDigest(asHeld(pairs, key), key), count: pairs.length, version: world.version };
}
