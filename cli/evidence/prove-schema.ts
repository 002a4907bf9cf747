import { Type } from 'typebox';
import { PROVE_FORMAT } from '../prove/reports.js';

const count = Type.Number({ minimum: 0 });
const failure = Type.Object({ what: Type.String(), expected: Type.String(), seen: Type.String() });
const played = Type.Object({
  name: Type.String(),
  failures: Type.Array(failure),
  exit: Type.Union([Type.Integer(), Type.Null()]),
  requests: Type.Record(Type.String(), count),
  said: Type.Optional(Type.String()),
});
const proof = Type.Object({
  id: Type.String(),
  title: Type.String(),
  proves: Type.String(),
  held: Type.Boolean(),
  syncs: Type.Array(played),
  requests: count,
  ms: count,
});

/** The form of `prove --json`, for a file that comes from anywhere. */
export const PROVE_REPORT = Type.Object({
  format: Type.Literal(PROVE_FORMAT),
  tool: Type.Object({
    name: Type.String(),
    version: Type.String(),
    node: Type.String(),
    platform: Type.String(),
  }),
  startedAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
  subject: Type.Object({ name: Type.String(), sts: Type.String() }),
  proofs: Type.Array(proof),
});
