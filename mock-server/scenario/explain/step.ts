import type { Requests, Settings, Step, Trigger } from '../scenario.js';
import { explainChange } from './change.js';
import { explainFault } from './fault.js';
import { byKey, capital, figure, joined, lasting, type Naming, ordinal, percent, whose } from './words.js';

/** When a step happens and what it does, as one or more sentences in school words. */
export function explainStep(step: Step, name: Naming = byKey): string {
  const effects = effectsOf(step, name);
  const done = effects.length === 0 ? 'nothing changes, but other steps may wait for this' : joined(effects);
  const until = step.until === undefined ? '' : `, until "${step.until}" has happened`;
  return `${capital(whenOf(step, name))}${side(step)}: ${done}${until}.`;
}

function effectsOf(step: Step, name: Naming): string[] {
  return [
    ...(step.fault ? [explainFault(step.fault)] : []),
    ...step.changes.map(change => explainChange(change, name)),
    ...turned(step.set ?? {}),
    ...(step.advanceMs === undefined ? [] : [`the clock moves on by ${lasting(step.advanceMs)}`]),
  ];
}

function turned(set: Settings): string[] {
  return Object.entries(set).map(([name, value]) => `the switch ${name} is set to ${String(value)}`);
}

/** On which side of the answer the changes come; said only where there is an answer and something changes. */
function side(step: Step): string {
  const changes = step.changes.length > 0 || step.set !== undefined || step.advanceMs !== undefined;
  if (step.on.kind !== 'request' || !changes) return '';
  return step.before ? ', before it is answered' : ', right after the answer';
}

function whenOf(step: Step, name: Naming): string {
  const { on, after } = step;
  if (on.kind === 'follows') return `as soon as "${after ?? ''}" has happened${luckOf(on)}${often(step, '')}`;
  if (on.kind === 'elapsed') return afterWhile(step, on.ms);
  const when = on.kind === 'manual' ? `when somebody fires it by hand${often(step, '')}` : onRequest(step, on, name);
  return after === undefined ? when : `once "${after}" has happened, ${when}`;
}

function afterWhile(step: Step, ms: number): string {
  const since = step.after === undefined ? '' : ` after "${step.after}"`;
  if (step.times === 1) return `${lasting(ms)}${since === '' ? ' after the start' : since}`;
  return `every ${lasting(ms)}${since}${often(step, '')}`;
}

function often({ times }: Step, always: string): string {
  if (times === 'always') return always;
  return times === 1 ? '' : `, up to ${figure(times)} times`;
}

function onRequest(step: Step, on: Extract<Trigger, { kind: 'request' }>, name: Naming): string {
  const what = requestOf(on.request, on.site === undefined ? undefined : name(on.site));
  // What is left to luck may also happen less often than it may.
  const most = on.chance === undefined ? '' : often(step, '');
  return `on ${which(step, on, what)}${luckOf(on)}${most}`;
}

function luckOf({ chance }: { readonly chance?: number }): string {
  return chance === undefined ? '' : `, with a chance of ${percent(chance)}`;
}

function which({ times }: Step, { nth, every, chance }: Extract<Trigger, { kind: 'request' }>, what: string): string {
  if (times === 1) return `the ${nth === 1 && chance !== undefined ? 'next' : ordinal(nth)} request for ${what}`;
  const cadence = every === 1 ? 'every' : `every ${ordinal(every)}`;
  const limit = times === 'always' || chance !== undefined ? '' : `, ${figure(times)} times`;
  if (nth === every) {
    return every === 1 && times !== 'always' && chance === undefined
      ? `the first ${times} requests for ${what}`
      : `${cadence} request for ${what}${limit}`;
  }
  return `${cadence} request for ${what} from the ${ordinal(nth)}${limit}`;
}

const ASKED: Readonly<Record<Requests, string>> = {
  'sts.token': 'a token',
  'sts.discovery': "the token service's description of itself",
  'sts.jwks': "the token service's public keys",
  'sts.validation': 'a check of a token',
  'sts.introspection': 'the state of a token',
  'sts.revocation': 'the end of a token',
  'rap.sites': 'the list of schools',
  'rap.clients': "a school's credentials",
  sts: 'anything from the token service',
  rap: 'anything from the partner API',
  any: 'anything',
};

/** What a request asks for, in school words. */
export function requestOf(request: Requests, school?: string): string {
  if (school === undefined) return ASKED[request];
  return request === 'rap.clients' ? `${whose(school)} credentials` : `${ASKED[request]} about ${school}`;
}
