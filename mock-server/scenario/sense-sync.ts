import { didYouMean } from '../world/index.js';
import { type Path, type Problem, wrongKey, wrongValue } from './problem.js';
import type { SyncFile } from './schema-syncs.js';
import { CLOCK } from './sense-step.js';

type Around = {
  readonly manual: readonly string[];
  readonly clock: 'manual' | 'real';
  readonly earlier: readonly SyncFile[];
  /** Whether some step resets the supplier's secret. */
  readonly resets: boolean;
};

/** What one run of the agent says that cannot be meant. */
export function senseSync(sync: SyncFile, around: Around, path: Path): Problem[] {
  const { expect } = sync;
  return [
    ...senseFire(sync, around.manual, path),
    ...(sync.advance !== undefined && around.clock === 'real' ? [wrongKey([...path, 'advance'], CLOCK)] : []),
    ...senseRun(sync, around.earlier, path),
    ...senseSecret(sync, around.resets, path),
    ...(expect.withholds ?? []).flatMap((site, i) =>
      expect.serves?.includes(site)
        ? [wrongValue([...path, 'expect', 'withholds', i], `"${site}" cannot be both served and withheld; keep one.`)]
        : [],
    ),
    ...senseRequests(expect, [...path, 'expect', 'requests']),
  ];
}

function senseFire({ fire }: SyncFile, manual: readonly string[], path: Path): Problem[] {
  const names = Array.isArray(fire) ? fire : fire === undefined ? [] : [fire];
  return names.flatMap((name, i) => {
    if (manual.includes(name)) return [];
    const at = Array.isArray(fire) ? [...path, 'fire', i] : [...path, 'fire'];
    const hint = didYouMean(name, manual) || ' Give the step "on: { manual: true }".';
    return [wrongValue(at, `There is no manual step "${name}".${hint}`)];
  });
}

function senseRun({ run, expect }: SyncFile, earlier: readonly SyncFile[], path: Path): Problem[] {
  if (run === 'none') {
    const key = (['exit', 'requests'] as const).find(k => expect[k] !== undefined);
    return key
      ? [wrongKey([...path, 'expect', key], `Nothing is run, so there is no "${key}" to expect; leave it out.`)]
      : [];
  }
  if (expect.exit === undefined) {
    return [
      wrongValue([...path, 'expect'], 'The key "exit" is missing. Say with which code the agent must end, such as 0.'),
    ];
  }
  if (run !== 'approve' || earlier.some(sync => sync.run === 'sync')) return [];
  return [wrongValue([...path, 'run'], 'There is nothing to approve before a sync was held; put a sync before this.')];
}

function senseSecret({ agent }: SyncFile, resets: boolean, path: Path): Problem[] {
  if (agent?.vendorSecret !== 'former' || resets) return [];
  const message =
    'No step resets the supplier\'s secret, so there is no former one. Add one with "vendor.secretReset".';
  return [wrongValue([...path, 'agent', 'vendorSecret'], message)];
}

function senseRequests({ requests = {} }: SyncFile['expect'], path: Path): Problem[] {
  return Object.entries(requests).flatMap(([operation, count]) => {
    if (typeof count !== 'object' || (count.min ?? 0) <= (count.max ?? Number.POSITIVE_INFINITY)) return [];
    return [wrongValue([...path, operation], `"min" is above "max"; no number lies in between.`)];
  });
}
