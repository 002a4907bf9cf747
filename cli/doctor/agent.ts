import { preflight } from '../../contract/index.js';
import { timeoutIn } from '../contract/contract.js';
import { checkSubject, openSubject } from '../contract/subject-from.js';
import { interruptible } from '../interrupted.js';
import type { Settings } from '../settings.js';
import { bad, type Finding, ok } from './finding.js';

/** The set-up of an agent, by one sync of it on a mock of its own, on free ports. None where nobody names one. */
export async function agentFindings(settings: Settings): Promise<readonly Finding[]> {
  const { given } = settings;
  if (given['pull'] === true || given['by-hand'] === true)
    return [ok('agent', 'It is not started from here: sims-harness contract takes a first look at it.')];
  if (['exec', 'dump', 'serve', 'url'].every(name => given[name] === undefined)) return [];
  checkSubject(settings);
  const door = await openSubject(settings, []);
  try {
    const timeoutMs = timeoutIn(settings);
    const look = { subject: door.subject, timeoutMs };
    const { faults, notes } = await interruptible(({ signal: stop }) => preflight({ ...look, stop }));
    if (faults.length > 0) return faults.map(fault => bad('agent', fault));
    return [
      ok('agent', `"${door.subject.name}" can be judged: sims-harness contract does`),
      ...[...door.says, ...notes].map(note => ok('agent', note)),
    ];
  } finally {
    await door.close();
  }
}
