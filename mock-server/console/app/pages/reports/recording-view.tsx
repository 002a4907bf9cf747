import '../demo/demo.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Position, Recording } from '../../../../control/demo/shape.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { announce } from '../../parts/live-region.js';
import { Picture } from '../demo/picture.js';
import { ExchangeTable } from './exchange-table.js';
import { picturesOf, turned } from './recording.js';
import { SCENE_STATES } from './recording-words.js';

const TURNS = { ArrowRight: 'next', ArrowLeft: 'back' } as const;

/** A recorded run, picture by picture, as it was shown when it was played. */
export function RecordingView({ recording }: { readonly recording: Recording }) {
  const pictures = picturesOf(recording);
  const [position, setPosition] = useState<Position>(pictures[0] ?? { scene: 0, moment: 0 });
  const top = useRef<HTMLDivElement>(null);
  const { scenes } = recording;
  const scene = scenes[position.scene];
  const moment = scene?.moments[position.moment];
  const [back, next] = [turned(pictures, position, 'back'), turned(pictures, position, 'next')];
  const go = (to: Position | undefined) => {
    const there = to && scenes[to.scene];
    if (!there) return;
    setPosition(to);
    announce(`Scene ${to.scene + 1} of ${scenes.length}: ${there.title}, ${there.moments[to.moment]?.name ?? ''}`);
    top.current?.scrollIntoView({ block: 'start' });
  };
  const latest = useRef({ back, next, go });
  latest.current = { back, next, go };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest('input, select, textarea, dialog')) return;
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      event.preventDefault();
      latest.current.go(latest.current[TURNS[event.key]]);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  if (!scene || !moment)
    return <p class="note warn">There is no picture in this recording: it was written before anything was played.</p>;
  const at = pictures.findIndex(each => each.scene === position.scene && each.moment === position.moment);
  return (
    <div class="recording" ref={top}>
      <Whole recording={recording} />
      <nav class="recording-scenes" aria-label="Scenes">
        {scenes.map(({ id, title, state }, index) => {
          const [tone, word] = SCENE_STATES[state];
          const first = pictures.find(each => each.scene === index);
          return (
            <button
              key={`${index} ${id}`}
              type="button"
              class="button"
              aria-current={index === position.scene ? 'step' : undefined}
              disabled={!first}
              onClick={() => go(first)}
            >
              {index + 1}. <bdi dir="auto">{title}</bdi> <Badge tone={tone}>{word}</Badge>
            </button>
          );
        })}
      </nav>
      <Picture
        scene={scene}
        moment={moment}
        number={position.scene + 1}
        of={scenes.length}
        moments={scene.moments}
        at={position.moment}
        onMoment={index => go({ scene: position.scene, moment: index })}
      />
      {moment.exchanges.length > 0 && (
        <details key={`${position.scene} ${position.moment}`}>
          <summary>{moment.exchanges.length} requests, one by one</summary>
          <ExchangeTable exchanges={moment.exchanges} of="this moment" />
        </details>
      )}
      <div class="recording-steps">
        <Button disabled={!back} onClick={() => go(back)}>
          ← Back
        </Button>
        <span class="dim">{at < 0 ? '' : `${at + 1} of ${pictures.length}`}</span>
        <Button look="main" disabled={!next} onClick={() => go(next)}>
          Next →
        </Button>
      </div>
    </div>
  );
}

function Whole({ recording: { held, agent, harness, recordedAt, scenes } }: { readonly recording: Recording }) {
  const proven = scenes.filter(({ state }) => state === 'held').length;
  return (
    <p class={`note ${held ? 'recording-held' : 'warn'}`}>
      {`${proven} of ${scenes.length} scenes proved what they say.`} Played by <bdi dir="auto">{agent}</bdi>,{' '}
      {recordedAt.slice(0, 16).replace('T', ' ')} UTC, sims-harness {harness}.
    </p>
  );
}
