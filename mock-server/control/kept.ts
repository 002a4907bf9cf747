/** Whether the agent keeps what it holds of a school (organisation id in lower case) until a person approves. */
export type Keeps = (organisationId: string) => boolean;

/**
 * What a report tells of schools that wait for a person; undefined where it does not tell of a sync. Where it names the
 * operations that are held, exactly their schools; where it only says that something is held, any may be among it. Pure.
 */
export function keepsOf(report: object): Keeps | undefined {
  const members = new Map<string, unknown>(Object.entries(report));
  if (!['held', 'hold', 'operations', 'exit'].some(name => members.has(name))) return undefined;
  const operations = members.get('operations');
  if (Array.isArray(operations)) {
    const waiting = new Set(operations.flatMap(organisationHeld));
    return id => waiting.has(id);
  }
  const held = members.get('held');
  const hold = members.get('hold');
  const something = (Array.isArray(held) && held.length > 0) || (typeof hold === 'object' && hold !== null);
  return () => something;
}

function organisationHeld(operation: unknown): readonly string[] {
  if (typeof operation !== 'object' || operation === null) return [];
  const { standing, organisation, organisationId = organisation }: Operation = operation;
  return standing === 'held' && typeof organisationId === 'string' ? [organisationId.toLowerCase()] : [];
}

type Operation = { readonly standing?: unknown; readonly organisation?: unknown; readonly organisationId?: unknown };
