import type { ComponentChildren } from 'preact';
import { Badge } from '../../parts/badge.js';
import { instant, lasting } from '../../parts/text.js';
import type { PlanLine, Told } from './report.js';
import { callsInWords, endOf } from './words.js';

/** More lines than this nobody reads here. */
const MOST_LINES = 500;

/** One report, explained. */
export function SyncDetails({ told }: { readonly told: Told }) {
  const { number, at, agent, command, generation, durationMs, says, isSync } = told;
  const end = endOf(told);
  return (
    <section class="card agent-details" aria-labelledby="agent-report">
      <h3 id="agent-report">
        Report {number} <Badge tone={end.tone}>{end.word}</Badge>
      </h3>
      <p>
        <bdi dir="auto">{says}</bdi>
      </p>
      <p class="dim">{end.means}</p>
      <dl class="agent-facts">
        <Fact name="Who">
          <bdi dir="auto">{agent}</bdi>
          {command !== undefined && (
            <>
              {' '}
              <code>{command}</code>
            </>
          )}
        </Fact>
        <Fact name="When">
          {instant(at)}
          {durationMs !== undefined &&
            `, in ${durationMs < 1000 ? `${Math.round(durationMs)} ms` : lasting(durationMs)}`}
        </Fact>
        {generation !== undefined && (
          <Fact name="Stored as">
            generation {generation} <span class="dim">of its store, written whole or not at all</span>
          </Fact>
        )}
        {isSync && <Calls told={told} />}
        <Oldest told={told} />
      </dl>
      {isSync && <Plan lines={told.plan} />}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Calls({ told }: { readonly told: Told }) {
  const { calls, requests } = told;
  const { tone, says } = callsInWords(told);
  const tokens = requests?.token ?? calls.tokens;
  return (
    <>
      <Fact name="Calls">
        <Badge tone={tone}>
          {calls.lists + calls.clients} of {calls.optimum}
        </Badge>{' '}
        {says}
      </Fact>
      <Fact name="Tokens">
        {tokens}{' '}
        <span class="dim">
          {tokens === 0
            ? 'asked for none: it had one, or never came to it'
            : tokens === 1
              ? 'one token lasts an hour: as it should be'
              : 'one lasts an hour: more are for a long sync, for trouble, or a waste'}
        </span>
      </Fact>
      {requests?.retries !== undefined && requests.retries > 0 && (
        <Fact name="Tried again">
          {requests.retries} <span class="dim">after trouble on the way</span>
        </Fact>
      )}
    </>
  );
}

function Oldest({ told: { oldestMs, holding } }: { readonly told: Told }) {
  return (
    <>
      {holding !== undefined && <Fact name="Holds">{holding} credentials</Fact>}
      {oldestMs !== undefined && (
        <Fact name="Oldest credential">
          {oldestMs < 1000 ? 'just read' : `read ${lasting(oldestMs)} before`}{' '}
          <span class="dim">how long the worst kept copy may lag behind the service</span>
        </Fact>
      )}
    </>
  );
}

const WORDS: Readonly<Record<PlanLine['sign'], string>> = {
  '+': 'comes',
  '-': 'goes',
  '~': 'changes',
  '!': 'waits',
  ' ': '',
};

function Plan({ lines }: { readonly lines: readonly PlanLine[] | undefined }) {
  if (!lines)
    return (
      <p class="dim">
        It told no plan, only the sum. <code>npx sims-agent plan --json</code>, posted the same way, tells line by line
        what the next sync would do.
      </p>
    );
  if (lines.length === 0) return <p class="dim">The plan was empty: nothing had changed.</p>;
  return (
    <>
      <h4>Plan</h4>
      <ul class="agent-plan">
        {lines.slice(0, MOST_LINES).map(({ sign, text }, index) => (
          <li key={index} data-sign={sign}>
            <span aria-hidden="true">{sign}</span>
            <span class="hidden">{WORDS[sign]}</span> <bdi dir="auto">{text}</bdi>
          </li>
        ))}
      </ul>
      {lines.length > MOST_LINES && <p class="dim">… and {lines.length - MOST_LINES} more.</p>}
    </>
  );
}
