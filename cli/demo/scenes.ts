import type { SceneText } from '../../mock-server/index.js';

/** A scene of the story: a shipped scenario, and the syncs of it by name at which the story stops. */
export type Scene = SceneText & {
  readonly stops: readonly string[];
  /** A sentence for a moment by name, where the scenario has none or speaks to people who read code. */
  readonly tells?: Readonly<Record<string, string>>;
};

/**
 * The story, for people who read no code. Every sentence here is about the idea; what is shown as having happened comes
 * from the run itself.
 */
export const SCENES: readonly Scene[] = [
  {
    id: 'first-day',
    title: 'The first day',
    scenario: 'first-sync',
    stops: ['the very first run'],
    tells: {
      'the very first run':
        "One pass, the list at the start and again at the end, and every listed organisation's credentials once.",
    },
    cause:
      "Three schools use an application. A school's credentials, an id and a secret, let its supplier reach its data. The supplier's sync agent keeps a copy of them all; today it starts for the first time.",
    look: "It asks for the list of schools, then for each school's credentials, then for the list once more.",
    proof: "After its first run the agent holds every school's credentials, and a second run changes nothing.",
    safe: 'It reads the list twice and stores everything in one step: there is never half a copy.',
  },
  {
    id: 'school-joins',
    title: 'A school joins',
    scenario: 'school-added',
    stops: ['Hillcrest has joined', 'Lakeside joins in the middle'],
    cause: 'A head teacher installs the application. Nobody tells the supplier; the agent must find out by itself.',
    look: 'The new school is on the list, so its credentials are fetched, even when it joins during the run.',
    proof: 'A school that joins is ready to use after the next run.',
    safe: 'The second look at the list catches whoever joined in between.',
  },
  {
    id: 'school-leaves',
    title: 'A school leaves',
    scenario: 'school-removed',
    stops: ['Oakfield has left', 'Riverside has left too'],
    cause: 'A school stops using the application. It simply disappears from the list; nobody is told.',
    look: 'One school that is missing from both looks at the list is believed. Half of all schools on one day is not.',
    proof:
      'When a school leaves, its credentials are no longer handed out after the next run; when too many leave at once, a person decides.',
    safe: "Only two full lists that agree take a school away, and never too many at once without a person's word.",
  },
  {
    id: 'new-secret',
    title: 'A school gets a new secret',
    scenario: 'secret-reissued',
    stops: ["Oakfield's new secret"],
    cause: "Somebody saw a school's secret on a screen, so it is replaced. The old one stops working at once.",
    look: 'The school is the same, the fingerprint of its secret is another one.',
    proof: 'A new secret is in use after the next run, to the letter, and the old one is no longer handed out.',
    safe: "Every school's secret is read anew in every run; the agent never relies on what it knew.",
  },
  {
    id: 'access-suspended',
    title: "A school's access is suspended",
    scenario: 'client-suspended',
    stops: ['Riverside is suspended', 'Riverside is restored'],
    tells: {
      'Riverside is restored':
        'A day later the credentials are valid again. The next run finds them, and hands them out as before.',
    },
    cause: 'A school is still on the list, but its credentials are suspended while a question is settled.',
    look: 'Only this school is concerned; the others notice nothing.',
    proof: 'Suspended credentials are not handed out, and work again once they are restored.',
    safe: "The service's whole answer about this school says so; nothing is guessed.",
  },
  {
    id: 'service-down',
    title: 'The service is down',
    scenario: 'rap-maintenance',
    stops: ['the service is down', 'a page that claims to be fine', 'the window is over'],
    cause: 'It is the weekly maintenance window. The service answers with a web page instead of the list.',
    look: 'The agent tries a few times, gives up politely, and changes nothing, although a school leaves meanwhile.',
    proof: 'While the service is down every school keeps its credentials; afterwards the agent catches up.',
    safe: 'No clear answer means no change. Schools work on as if nothing had happened.',
  },
  {
    id: 'empty-list',
    title: 'The list comes back empty',
    scenario: 'list-empty',
    stops: ['the list is empty', 'the list is back'],
    cause: 'A fault at the service: the list arrives in perfect order, and there is no school on it.',
    look: "An agent that believed it would throw everybody's credentials away. This one asks for a person.",
    proof: 'An empty list never empties the store; a person would have to say so first.',
    safe: 'The more an answer would take away, the less the agent believes it by itself.',
  },
  {
    id: 'many-leave',
    title: 'Many schools leave at once',
    scenario: 'mass-exit',
    stops: ['Harbourside has left', 'a person has a look', 'one more has left', 'a person looks again', 'as approved'],
    tells: {
      'a person looks again': 'Somebody asks about the ninth school as well, and approves these nine.',
      'as approved': 'The agent finds the same nine again, and does what was approved.',
    },
    cause:
      'Eight schools of one local authority move to another product on the same day. It is true, but looks like a fault.',
    look: 'The agent holds all eight back until a person approves exactly these, and asks again when there is one more.',
    proof: 'When many schools leave at once a person decides, about exactly these schools and no others.',
    safe: 'An approval is for the facts that were shown. When they change, it no longer counts.',
  },
];
