import type { ComponentChildren } from 'preact';
import type { Asked, RecordedMoment, RecordedScene } from '../../../../control/demo/shape.js';
import { Moments, type MomentsProps } from './moments.js';
import { Proof } from './proof.js';

export type PictureProps = MomentsProps & {
  readonly scene: Omit<RecordedScene, 'moments'>;
  readonly moment: RecordedMoment;
  /** Which scene it is, from 1, and of how many. */
  readonly number: number;
  readonly of: number;
};

/** One picture of a story, being played or recorded: cause, request, decision, proof. */
export function Picture({ scene, moment, number, of, ...moments }: PictureProps) {
  const busy = moment.state === 'waiting' || moment.state === 'playing';
  return (
    <article class="demo-picture" aria-busy={busy}>
      <header class="demo-head">
        <p class="demo-kicker">
          Scene {number} of {of}
        </p>
        <h2>{scene.title}</h2>
        <p class="demo-cause">{scene.cause}</p>
      </header>
      <Verdict scene={scene} moment={moment} busy={busy} />
      <Moments {...moments} />
      {moment.tells !== null && <p class="demo-tells">{moment.tells}</p>}
      <div class="demo-panels">
        <Panel number={1} title="What happened">
          <Sentences texts={moment.happened} busy={busy} />
        </Panel>
        <Panel number={2} title="What the agent asked">
          {busy ? <Sentences texts={[]} busy /> : <Requests asked={moment.asked} />}
        </Panel>
        <Panel number={3} title="What it decided">
          <Sentences texts={moment.decided} busy={busy} />
        </Panel>
        <Panel number={4} title="Proof: what it holds, beside what is true" wide>
          {busy ? <Sentences texts={[]} busy /> : <Proof moment={moment} />}
        </Panel>
      </div>
    </article>
  );
}

type PanelProps = {
  readonly number: number;
  readonly title: string;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
};

function Panel({ number, title, wide, children }: PanelProps) {
  return (
    <section class={`card demo-panel ${wide ? 'wide' : ''}`} aria-label={title}>
      <h3>
        <span class="demo-step" aria-hidden="true">
          {number}
        </span>
        {title}
      </h3>
      {children}
    </section>
  );
}

function Sentences({ texts, busy }: { readonly texts: readonly string[]; readonly busy: boolean }) {
  if (busy) return <p class="dim">The agent is at work …</p>;
  return (
    <ul class="demo-sentences">
      {texts.map(text => (
        <li key={text} dir="auto">
          {text}
        </li>
      ))}
    </ul>
  );
}

function Requests({ asked }: { readonly asked: readonly Asked[] }) {
  if (asked.length === 0) return <p>Nothing: it did not speak to the service.</p>;
  return (
    <ol class="demo-asked">
      {asked.map(({ says, times, trouble }, index) => (
        <li key={index} dir="auto">
          {says}
          {trouble !== null && (
            <span class="demo-trouble">
              {' '}
              {times > 1 && `${times} times: `}
              {trouble}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

type VerdictProps = Pick<PictureProps, 'scene' | 'moment'> & { readonly busy: boolean };

function Verdict({ scene, moment, busy }: VerdictProps) {
  const [tone, says] = verdictOf(scene, moment, busy);
  return (
    <div class="demo-verdict">
      <p class={`note ${tone}`}>{says}</p>
      <p>
        <strong>Why that is safe.</strong> {scene.safe}
      </p>
    </div>
  );
}

function verdictOf(
  scene: PictureProps['scene'],
  moment: RecordedMoment,
  busy: boolean,
): readonly ['good' | 'bad' | 'info', string] {
  if (scene.trouble !== null) return ['bad', `✗ Not played to its end: ${scene.trouble}`];
  if (moment.state === 'unreached') return ['bad', '✗ It never came to this: something before it did not hold.'];
  if (scene.state === 'failed' || moment.state === 'failed') return ['bad', `✗ Does not hold: ${scene.proof}`];
  if (scene.state === 'held') return ['good', `✓ Proven: ${scene.proof}`];
  return ['info', busy ? 'To be proven …' : '✓ So far everything holds. The scene goes on.'];
}
