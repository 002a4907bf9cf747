import { useEffect } from 'preact/hooks';
import type { DemoState } from '../../../../control/demo/shape.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { announce } from '../../parts/live-region.js';
import './demo.css';
import { Picture } from './picture.js';
import { followStory, goTo, hasPicture, turn, useStory } from './story.js';
import { Summary } from './summary.js';

/** The guided story: one picture at a time, the same for everybody who looks. */
export function Demo() {
  const state = useStory(known => known.state);
  const there = useStory(known => known.there);
  useEffect(() => {
    if (there === true) void followStory();
  }, [there]);
  if (there === false) return <p class="note">No story is told here. Start one with: sims-harness demo</p>;
  return state ? <Story state={state} /> : <p class="dim">The story begins …</p>;
}

function Story({ state }: { readonly state: DemoState }) {
  const { scene, moment, scenes, position } = state;
  useKeys();
  useEffect(() => {
    if (moment.state === 'held' || moment.state === 'failed')
      announce(`${scene.title}, ${moment.name}: ${moment.state === 'held' ? 'holds' : 'does not hold'}`);
  }, [scene.title, moment.name, moment.state]);
  return (
    <>
      <Progress state={state} />
      {!hasPicture('next', state) && <Summary scenes={scenes} />}
      <Picture
        scene={scene}
        moment={moment}
        number={position.scene + 1}
        of={scenes.length}
        moments={scenes[position.scene]?.moments ?? []}
        at={position.moment}
        onMoment={index => void goTo({ scene: position.scene, moment: index })}
      />
      <Turning state={state} />
    </>
  );
}

const STATES = { waiting: 'not played yet', playing: 'being played', held: 'proven', failed: 'does not hold' } as const;
const SIGNS = { waiting: '', playing: '…', held: '✓', failed: '✗' } as const;

function Progress({ state: { scenes, position } }: { readonly state: DemoState }) {
  return (
    <ol class="demo-scenes" aria-label="Scenes">
      {scenes.map(({ id, title, state }, index) => (
        <li key={id}>
          <button
            type="button"
            class={`demo-scene ${state}`}
            aria-current={index === position.scene ? 'step' : undefined}
            onClick={() => void goTo({ scene: index })}
          >
            <span class="demo-number" aria-hidden="true">
              {SIGNS[state] === '' ? index + 1 : SIGNS[state]}
            </span>
            <span class="hidden">Scene {index + 1}: </span>
            <span class="demo-scene-title">{title}</span>
            <span class="hidden">, {STATES[state]}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Turning({ state }: { readonly state: DemoState }) {
  const { picture, pictures, agent, scene, moment } = state;
  return (
    <div class="demo-turning">
      <Button onClick={() => turn('back')} disabled={!hasPicture('back', state)}>
        ← Back
      </Button>
      <p class="dim demo-where">
        <Standing state={scene.state} moment={moment.state} />
        {picture > 0 && <span>{`${picture} of ${pictures}`}</span>}
        <span class="demo-by">played by {agent}; arrow keys turn the pages</span>
        <a class="demo-by" href="/api/demo/recording" download="story.json">
          Save a recording
        </a>
      </p>
      <Button look="main" onClick={() => turn('next')} disabled={!hasPicture('next', state)}>
        Next →
      </Button>
    </div>
  );
}

type StandingProps = { readonly state: DemoState['scene']['state']; readonly moment: DemoState['moment']['state'] };

/** How it stands, in sight however far down the page is scrolled. */
function Standing({ state, moment }: StandingProps) {
  if (state === 'held') return <Badge tone="good">✓ proven</Badge>;
  if (state === 'failed' || moment === 'failed') return <Badge tone="bad">✗ does not hold</Badge>;
  if (moment === 'held') return <Badge tone="info">✓ holds so far</Badge>;
  return <Badge tone="quiet">at work …</Badge>;
}

/** Arrow and page keys turn the pages, wherever the focus is, but not while somebody writes or chooses. */
function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest('input, select, textarea, dialog')) return;
      const go = { ArrowRight: 'next', PageDown: 'next', ArrowLeft: 'back', PageUp: 'back' } as const;
      if (!(event.key in go)) return;
      event.preventDefault();
      void turn(go[event.key as keyof typeof go]);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
