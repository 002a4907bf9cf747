import type { Page } from 'playwright-core';

/** A picture of the running thing, as data. */
export type Shot = {
  /** Below docs/pictures. */
  readonly file: string;
  /** What is to be seen, for whoever cannot see it. */
  readonly alt: string;
  /** What it shows: files and folders of the project. The picture is stale once any of them has changed. */
  readonly sources: readonly string[];
  /** Whether an evidence pack shows it. */
  readonly evidence?: true;
} & (ConsoleShot | StoryShot | TerminalShot | PageShot);

type Framed = { readonly width: number; readonly height: number; readonly dark?: true };
/** A page of the console upon a world in which something has just happened. */
export type ConsoleShot = Framed & {
  readonly kind: 'console';
  readonly page: string;
  readonly query?: string;
  /** What somebody does first. */
  readonly act?: (page: Page) => Promise<void>;
};
/** The story of `demo` in a browser, so many pictures in. */
export type StoryShot = Framed & { readonly kind: 'story'; readonly scene: string; readonly next: number };
/** What a command says, as it says it. */
export type TerminalShot = { readonly kind: 'terminal'; readonly words: readonly string[]; readonly columns: number };
/** A page that a command writes. */
export type PageShot = Framed & { readonly kind: 'page'; readonly words: readonly string[]; readonly writes: string };

const CONSOLE = 'mock-server/console/app';
/** What every page of the console has around it, and its own folder. */
const pageOf = (name: string) => [
  ...['header.tsx', 'shell.tsx', 'main.tsx', 'index.html', 'parts', 'style', 'pages/index.ts'].map(
    at => `${CONSOLE}/${at}`,
  ),
  `${CONSOLE}/pages/${name}`,
  'test/pictures/console.ts',
  'test/pictures/world.ts',
];
const LAPTOP = { width: 1280, height: 800 } as const;
/** The newest request, which was refused. */
const refused = async (page: Page) => {
  await page.getByRole('grid').evaluate(grid => grid.scrollTo({ top: grid.scrollHeight }));
  await page.locator('[data-index]').filter({ hasText: 'wrong secret' }).click();
};

export const SHOTS: readonly Shot[] = [
  {
    kind: 'console',
    file: 'estate.webp',
    alt: 'The Estate page of the console: each school with its state, what the agent holds beside what is true, and the difference in words.',
    page: 'estate',
    ...LAPTOP,
    sources: pageOf('estate'),
    evidence: true,
  },
  {
    kind: 'console',
    file: 'estate-phone.webp',
    alt: 'The Estate page on a phone in the dark.',
    page: 'estate',
    width: 375,
    height: 740,
    dark: true,
    sources: pageOf('estate'),
  },
  {
    kind: 'console',
    file: 'traffic.webp',
    alt: 'The Traffic page: requests as they arrived, each with one sentence of why, and one of them in full beside the list.',
    page: 'traffic',
    act: refused,
    ...LAPTOP,
    sources: pageOf('traffic'),
  },
  {
    kind: 'console',
    file: 'scenario.webp',
    alt: 'The Scenario page: the steps of the scenario with what has happened and what comes next, the clock, and faults to switch on.',
    page: 'scenario',
    ...LAPTOP,
    sources: [...pageOf('scenario'), 'scenarios/school-removed.yaml'],
  },
  {
    kind: 'console',
    file: 'agent.webp',
    alt: 'The Agent page: the last syncs, the plan, what waits for a person with the command to approve it, and calls beside the optimum.',
    page: 'agent',
    ...LAPTOP,
    sources: pageOf('agent'),
  },
  {
    kind: 'console',
    file: 'try.webp',
    alt: 'The Try it page: a form that asks for a token and calls the partner API, with the exact request and answer.',
    page: 'try',
    ...LAPTOP,
    sources: pageOf('try'),
  },
  {
    kind: 'console',
    file: 'reports.webp',
    alt: 'The Reports page, where a contract report or a recorded story is opened.',
    page: 'reports',
    ...LAPTOP,
    sources: pageOf('reports'),
  },
  {
    kind: 'story',
    file: 'demo.webp',
    alt: 'A picture of the story that demo tells, about a school that leaves: cause, request, what the agent decided, and the proof.',
    scene: 'school-leaves',
    next: 1,
    ...LAPTOP,
    sources: [...pageOf('demo'), 'cli/demo/scenes.ts', 'scenarios/school-removed.yaml'],
    evidence: true,
  },
  {
    kind: 'terminal',
    file: 'prove.svg',
    alt: 'A terminal in which sims-harness prove has played four scenarios and says what each has proven.',
    words: ['prove', 'first-sync', 'school-added', 'school-removed', 'secret-reissued'],
    columns: 110,
    sources: [
      'cli/prove/narrate.ts',
      'cli/terminal.ts',
      'test/pictures/terminal.ts',
      'scenarios/first-sync.yaml',
      'scenarios/school-removed.yaml',
      'scenarios/school-added.yaml',
      'scenarios/secret-reissued.yaml',
    ],
  },
  {
    kind: 'terminal',
    file: 'demo.svg',
    alt: 'A terminal in which sims-harness demo --auto tells the scene of a school that leaves.',
    words: ['demo', 'school-leaves', '--auto'],
    columns: 90,
    sources: ['cli/demo', 'cli/terminal.ts', 'test/pictures/terminal.ts', 'scenarios/school-removed.yaml'],
  },
  {
    kind: 'page',
    file: 'contract.webp',
    alt: 'The first page of a contract report: the verdict in a sentence, and how many requirements hold.',
    words: [
      'contract',
      '--exec',
      'npx sims-agent sync',
      '--dump',
      'npx sims-agent list --fingerprints',
      '--only',
      'AUTH-01,SNAP-01,SNAP-02,DEL-05,CACHE-01,EFF-01',
      '--html',
      'page.html',
    ],
    writes: 'page.html',
    ...LAPTOP,
    sources: ['contract/report/html', 'contract/report/words.ts', 'contract/report/figure-rows.ts'],
  },
  {
    kind: 'page',
    file: 'evidence.webp',
    alt: 'The first page of an evidence pack: what held, what was run, and by which versions.',
    words: [
      'evidence',
      'first-sync',
      'school-removed',
      '--exec',
      'npx sims-agent sync',
      '--dump',
      'npx sims-agent list --fingerprints',
      '--only',
      'AUTH-01,SNAP-01,SNAP-02,DEL-05',
      '--out',
      'pack',
    ],
    writes: 'pack/evidence.html',
    width: 1280,
    height: 900,
    sources: [
      'cli/evidence/page',
      'cli/evidence/prover.ts',
      'contract/report/html/style.ts',
      'contract/report/words.ts',
    ],
  },
];
