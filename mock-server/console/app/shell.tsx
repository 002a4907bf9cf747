import { useEffect, useRef } from 'preact/hooks';
import { Header } from './header.js';
import { useLive } from './live.js';
import { lookForStory, useStory } from './pages/demo/story.js';
import { PAGES } from './pages/index.js';
import { announce, LiveRegion } from './parts/live-region.js';
import { Toast } from './parts/toast.js';
import { TokenDialog } from './parts/token-dialog.js';
import { DEFAULT_WORLD, hrefTo, useRoute } from './router.js';

/** Everything around a page. */
export function Shell() {
  const { page: id } = useRoute();
  const main = useRef<HTMLElement>(null);
  const told = useStory(story => story.there) ?? id === 'demo';
  const pages = told ? PAGES : PAGES.filter(({ id }) => id !== 'demo');
  const page = pages.find(page => page.id === id) ?? pages[0];
  const Render = page?.render;
  const title = page?.title ?? '';
  const world = useLive(live => live.world);
  // Whoever leaves the story for another page means the world that the scene plays in.
  const sceneWorld = useStory(story => (page?.id === 'demo' ? story.state?.scene.world : undefined)) ?? undefined;
  const trouble = useLive(live => live.trouble);
  const first = useRef(true);
  useEffect(() => void lookForStory(), []);
  useEffect(() => {
    document.title = `${title} · SIMS ID harness`;
    // Whoever follows a link starts to read at the new page, not in the navigation; a first visit starts at the top.
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [title]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Header />
      <nav aria-label="Pages">
        {pages.map(({ id, title }) => (
          <a key={id} href={hrefTo(id, {}, sceneWorld)} aria-current={id === page?.id ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <main id="main" tabIndex={-1} ref={main} aria-label={title} class={`page-${page?.id ?? ''}`}>
        <ConnectionNote />
        {trouble !== null && <Gone trouble={trouble} page={page?.id ?? ''} />}
        {Render && trouble === null && <Render key={world} />}
      </main>
      <Toast />
      <LiveRegion />
      <TokenDialog />
    </>
  );
}

/** Says that the world of this address is not there, and leads to one that is. */
function Gone({ trouble, page }: { readonly trouble: string; readonly page: string }) {
  const other = useLive(({ worlds }) => worlds.find(({ id }) => id === DEFAULT_WORLD)?.id ?? worlds[0]?.id);
  return (
    <p class="note bad">
      {trouble}{' '}
      {other !== undefined && (
        <a href={hrefTo(page, {}, other)}>Open the {other === DEFAULT_WORLD ? 'default world' : `world ${other}`}</a>
      )}
    </p>
  );
}

/** Says when the harness does not answer, and when it does again. */
function ConnectionNote() {
  // A world that is gone has no stream: whoever says so has answered, so no connection is lost.
  const connection = useLive(({ connection, trouble }) => (trouble === null ? connection : 'connecting'));
  const before = useRef(connection);
  useEffect(() => {
    if (connection === 'lost') announce('Connection lost, trying again', true);
    else if (connection === 'live' && before.current === 'lost') announce('Connected again');
    before.current = connection;
  }, [connection]);
  if (connection !== 'lost') return null;
  return <p class="note warn">Connection lost, trying again. What you see is what was last known.</p>;
}
