import type { AgentSetup, AuthStyle, Expectation, Operation, Stores, Sync } from '../scenario.js';
import { requestOf } from './step.js';
import { byKey, capital, figure, joined, lasting, type Naming } from './words.js';

/** One run of the agent and what must then be true of it, in school words. */
export function explainSync(sync: Sync, name: Naming = byKey): string {
  const first = [
    ...(sync.advanceMs === undefined ? [] : [`the clock moves on by ${lasting(sync.advanceMs)}`]),
    ...sync.fire.map(step => `"${step}" happens`),
    runOf(sync),
  ];
  const musts = mustsOf(sync.expect, name);
  return `${capital(joined(first))}.${musts.length === 0 ? '' : ` It must ${joined(musts)}.`}`;
}

const RUNS: Readonly<Record<Exclude<Sync['run'], 'approve'>, string>> = {
  sync: 'syncs',
  plan: 'says what it would do, and does nothing',
  none: 'is left alone',
};

const STYLES: Readonly<Record<AuthStyle, string>> = {
  rfc6749: ', sending its id and secret form-encoded,',
  raw: ', sending its id and secret as they are,',
  post: ', sending its id and secret in the body of the request,',
};

function runOf({ run, agent }: Sync): string {
  if (run === 'approve') return 'a person approves what the agent held back';
  return `the agent${setUp(agent)} ${RUNS[run]}`;
}

function setUp({ authStyle, vendorSecret }: AgentSetup): string {
  const secret = vendorSecret === 'former' ? ", still set up with the supplier's former secret," : '';
  return `${secret}${authStyle === undefined ? '' : STYLES[authStyle]}`;
}

function mustsOf(expect: Expectation, name: Naming): string[] {
  return [
    ...(expect.exit.length === 0 ? [] : [`end with ${expect.exit.map(exitOf).join(' or ')}`]),
    ...(expect.stores === undefined ? [] : [storesOf(expect.stores, name)]),
    ...(expect.serves.length === 0 ? [] : [`hand out the credentials of ${joined(expect.serves.map(name))}`]),
    ...(expect.withholds.length === 0 ? [] : [`not hand out those of ${joined(expect.withholds.map(name))}`]),
    ...Object.entries(expect.requests).map(([operation, range]) => askingOf(operation as Operation, range)),
  ];
}

/** The agent's exit codes in words. */
const EXITS: Readonly<Record<number, string>> = {
  0: 'all well',
  2: 'changes to make',
  3: 'partly done',
  4: 'held for a person to look',
  5: 'credentials refused',
  6: 'service down, try later',
};

function exitOf(code: number): string {
  const words = EXITS[code];
  return words === undefined ? String(code) : `${code} (${words})`;
}

function storesOf(stores: Stores, name: Naming): string {
  if (stores === 'world') return 'hold exactly the credentials the service shows now';
  if (stores === 'unchanged') return 'hold exactly what it held before';
  if (stores === 'empty') return 'hold nothing';
  return stores.length === 0 ? 'hold nothing' : `hold credentials of exactly ${joined(stores.map(name))}`;
}

function askingOf(operation: Operation, { min, max }: { min: number; max?: number }): string {
  const what = requestOf(operation);
  if (max === 0) return `never ask for ${what}`;
  if (max === undefined) return `ask for ${what} at least ${times(min)}`;
  if (min === 0) return `ask for ${what} at most ${times(max)}`;
  return `ask for ${what} ${min === max ? times(min) : `${figure(min)} to ${figure(max)} times`}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${figure(count)} times`;
}
