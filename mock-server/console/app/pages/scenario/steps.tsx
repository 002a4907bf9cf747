import { inWorld, post } from '../../api.js';
import { useLive } from '../../live.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { instant, lasting } from '../../parts/text.js';
import type { Line, Step } from './data.js';
import { attempt } from './do.js';

type Props = {
  readonly steps: readonly Step[];
  /** The same steps in plain English, in the same order. */
  readonly lines: readonly Line[];
  /** The time of the world, epoch ms. */
  readonly now: number;
  readonly reload: () => void;
};

const STATES: Readonly<Record<Step['state'], readonly [Tone, string]>> = {
  waiting: ['quiet', 'waits for another'],
  armed: ['info', 'armed'],
  spent: ['good', 'fired'],
  ended: ['quiet', 'over'],
};

/** What happens in the scenario, what of it has happened, and what comes next. */
export function Steps({ steps, lines, now, reload }: Props) {
  const world = useLive(live => live.world);
  const next = nextOf(steps);
  if (steps.length === 0) return <p class="dim">Nothing happens by itself in it: the agent is all that moves.</p>;
  const fire = ({ name }: Step) =>
    attempt(
      () => post(inWorld(world, `/scenario/steps/${encodeURIComponent(name)}`)),
      `The step ${name} has fired.`,
    ).then(reload);
  const goTo = async ({ name, dueAt = now }: Step) => {
    const by = `${Math.max(0, Math.ceil(dueAt - now))}ms`;
    await attempt(() => post(inWorld(world, '/clock/advance'), { by }), `The clock moved to the step ${name}.`);
    reload();
  };
  return (
    <ol class="steps">
      {steps.map((step, index) => {
        const [tone, words] = STATES[step.state];
        const line = lines[index];
        return (
          <li key={step.name} aria-current={step === next ? 'step' : undefined}>
            <div class="step-head">
              <strong dir="auto">{step.name}</strong>
              <Badge tone={tone}>{words}</Badge>
              {step === next && <Badge tone="warn">next</Badge>}
              {step.fired > 0 && step.state !== 'spent' && <span class="dim">fired {timesOf(step.fired)}</span>}
            </div>
            {step.tells !== undefined && <p dir="auto">{step.tells}</p>}
            {line && (
              <p class="dim" dir="auto">
                {line.says}
              </p>
            )}
            <p class="step-due">
              {whenOf(step, now)}
              {step.byHand && (
                <Button {...(step === next && { look: 'main' })} label={`Fire ${step.name}`} onClick={() => fire(step)}>
                  Fire
                </Button>
              )}
              {step.dueAt !== undefined && (
                <Button label={`Go there: ${step.name}`} onClick={() => goTo(step)}>
                  Go there
                </Button>
              )}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** What fires next: what the clock brings first, else the first that waits for a hand or a request. */
function nextOf(steps: readonly Step[]): Step | undefined {
  const [soonest] = steps.filter(({ dueAt }) => dueAt !== undefined).sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
  const armed = steps.filter(({ state, fired }) => state === 'armed' && fired === 0);
  return soonest ?? armed.find(({ byHand }) => byHand) ?? armed[0];
}

function whenOf({ state, byHand, dueAt, dueInRequests }: Step, now: number): string {
  if (dueAt !== undefined) return dueAt > now ? `In ${lasting(dueAt - now)}, at ${instant(dueAt)}. ` : 'Due now. ';
  if (byHand) return 'Waits for a hand. ';
  if (dueInRequests === undefined || state !== 'armed') return '';
  return dueInRequests === 1 ? 'On the next matching request. ' : `After ${dueInRequests} matching requests. `;
}

function timesOf(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
