import type { Exchange, WorldHandle } from '../mock-server/index.js';

const MOST_TOLD = 20;

/**
 * What the mock has to say about a test that failed: what it refused and why, the newest last. The journal holds no
 * secrets, so neither do these lines.
 */
export function mockSide(name: string, { journal, problems }: Pick<WorldHandle, 'journal' | 'problems'>): string[] {
  const seen = journal.list();
  const odd = seen.filter(isOdd);
  const told = odd.slice(-MOST_TOLD);
  const counts = `${seen.length} ${seen.length === 1 ? 'request' : 'requests'}, ${odd.length} refused or odd`;
  return [
    `What the mock saw of "${printable(name)}": ${seen.length === 0 ? NOTHING : `${counts}.`}`,
    ...(odd.length > told.length ? [`  (the last ${MOST_TOLD} of them)`] : []),
    ...told.map(line),
    ...problems().map(problem => `  the scenario itself: ${printable(problem)}`),
  ];
}

const NOTHING = 'no request. Does the code under test use the addresses of world.variables()?';

function isOdd({ status, fault, why }: Exchange): boolean {
  return status === null || status >= 400 || fault !== undefined || why !== undefined;
}

function line({ status, method, path, fault, why }: Exchange): string {
  const parts = [
    status ?? '---',
    `${method} ${path}`,
    ...(fault === undefined ? [] : [`[fault: ${fault}]`]),
    why ?? '',
  ];
  return `  ${printable(parts.join('  ').trimEnd())}`;
}

/** What a client sent may hold characters that steer a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, character => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
