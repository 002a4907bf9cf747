import { findSite, type Held, type Holding, type HoldingMark, type World } from '../../mock-server/index.js';
import { schoolName } from './school-words.js';

/** What the agent held before, what it holds now, and what is true. */
export type Stores = {
  readonly before: readonly Held[];
  readonly now: readonly Held[];
  readonly truth: readonly Held[];
};

/** How the moment went, as far as it bears on a school that is not as it should be. */
export type Ending = { readonly exit: number | null; readonly approving: boolean; readonly failed: boolean };

/** Every school the agent holds or should hold something of, and those of `known` beside them; by name, the supplier's own last. */
export function holdingsOf(stores: Stores, known: ReadonlySet<string>, world: World, ending: Ending): Holding[] {
  const all = [...stores.before, ...stores.now, ...stores.truth].map(idOf);
  const own = new Set(world.partners.map(({ ownSite }) => findSite(world, ownSite)?.organisationId.toLowerCase()));
  const isOwn = ({ organisationId }: Holding) => own.has(organisationId);
  return [...new Set([...all, ...known])]
    .map(id => {
      const of = (held: readonly Held[]) =>
        held
          .filter(each => idOf(each) === id)
          .map(fingerprint)
          .sort();
      const [before, holds, truth] = [of(stores.before), of(stores.now), of(stores.truth)];
      const mark = markOf(before, holds, truth, ending);
      const says = saysOf(mark, holds, truth, ending);
      return { school: schoolName(world, id), organisationId: id, holds, truth, mark, says };
    })
    .sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)) || a.school.localeCompare(b.school, 'en'));
}

export const idOf = ({ organisationId }: Held): string => organisationId.toLowerCase();

/** Enough to tell two secrets apart by eye. */
const fingerprint = ({ secretFingerprint }: Held): string => secretFingerprint.slice(0, 8);

const isSame = (one: readonly string[], other: readonly string[]) => one.join() === other.join();

type Prints = readonly string[];

function markOf(before: Prints, holds: Prints, truth: Prints, { failed }: Ending): HoldingMark {
  if (!isSame(holds, truth)) return failed ? 'wrong' : 'kept';
  if (isSame(before, holds)) return 'same';
  if (before.length === 0) return 'new';
  return holds.length === 0 ? 'gone' : 'replaced';
}

function saysOf(mark: HoldingMark, holds: Prints, truth: Prints, { exit, approving }: Ending): string {
  switch (mark) {
    case 'same':
      return holds.length === 0 ? 'not handed out' : 'as it should be';
    case 'new':
      return 'new: ready to use';
    case 'replaced':
      return 'the new secret is in use';
    case 'gone':
      return 'no longer handed out';
    case 'kept':
      if (holds.length === 0) return 'the agent cannot know yet';
      if (approving) return 'kept until the next run';
      return exit === 4 ? 'kept until a person decides' : 'kept: no clear answer yet';
    default:
      return truth.length === 0 ? 'WRONG: should not be handed out' : 'WRONG: not what is true';
  }
}
