import type { Check, Holding, HoldingMark, RecordedMoment } from '../../../../control/demo/shape.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Fingerprint, SchoolName } from '../../parts/text.js';

const TONES: Readonly<Record<HoldingMark, Tone>> = {
  same: 'quiet',
  new: 'info',
  replaced: 'info',
  gone: 'info',
  kept: 'warn',
  wrong: 'bad',
};

/** What the agent holds beside what is true, school by school, and what was judged. */
export function Proof({ moment }: { readonly moment: RecordedMoment }) {
  return (
    <div class="demo-proof">
      <div>
        <table class="demo-table">
          <thead>
            <tr>
              <th scope="col">School</th>
              <th scope="col">It holds</th>
              <th scope="col">Is true</th>
              <th scope="col">So it is</th>
            </tr>
          </thead>
          {groupsOf(moment.holdings).map(({ rows, more, says, mark }) => (
            <tbody key={says}>
              {rows.map(row => (
                <Row key={row.organisationId} row={row} />
              ))}
              {more > 0 && (
                <tr>
                  <td colSpan={3} class="dim">
                    and {more} more
                  </td>
                  <td>
                    <Badge tone={TONES[mark]}>{says}</Badge>
                  </td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
        <p class="dim demo-hint">
          Eight signs stand for a secret: the same secret looks the same, – is none.
          {moment.holdings.some(({ school }) => school.endsWith('(TI)')) && " (TI): the supplier's own organisation."}
        </p>
      </div>
      <div>
        <ul class="demo-checks">
          {moment.checks.map(check => (
            <CheckLine key={check.says} check={check} />
          ))}
        </ul>
        {moment.said !== null && (
          <p class="dim" dir="auto">
            The agent said: {moment.said}
          </p>
        )}
      </div>
    </div>
  );
}

function Row({ row: { school, holds, truth, mark, says } }: { readonly row: Holding }) {
  return (
    <tr class="demo-row">
      <th scope="row">
        <SchoolName name={school} />
      </th>
      <td>
        <Prints of={holds} />
      </td>
      <td>
        <Prints of={truth} />
      </td>
      <td>
        <Badge tone={TONES[mark]}>{says}</Badge>
      </td>
    </tr>
  );
}

function Prints({ of: prints }: { readonly of: readonly string[] }) {
  if (prints.length === 0) return <span class="dim">–</span>;
  return (
    <>
      {prints.map(print => (
        <Fingerprint key={print} of={print} />
      ))}
    </>
  );
}

/** For whoever runs the agent from a script; nobody else needs it. */
const CODE = / \(exit code \d+\)/g;

function CheckLine({ check: { says, held, seen } }: { readonly check: Check }) {
  const codes = says.match(CODE) ?? [];
  return (
    <li class={held ? 'held' : 'failed'} dir="auto">
      <span aria-hidden="true">{held ? '✓' : '✗'}</span>
      <span>
        {says
          .split(CODE)
          .flatMap((text, index) => [text, codes[index] ? <small key={index}>{codes[index]}</small> : ''])}
        {!held && <strong> – does not hold{seen === null ? '' : `: ${seen}`}</strong>}
      </span>
    </li>
  );
}

type Group = {
  readonly rows: readonly Holding[];
  /** How many like them are not shown. */
  readonly more: number;
  readonly mark: HoldingMark;
  readonly says: string;
};

/** What changed or is not as it should be comes first; of schools that fare alike only a few are shown. */
export function groupsOf(holdings: readonly Holding[]): Group[] {
  const news = holdings.filter(({ mark }) => mark !== 'same');
  const kinds = [...new Set([...news, ...holdings].map(({ says }) => says))];
  return kinds.flatMap(says => {
    const alike = holdings.filter(each => each.says === says);
    const mark = alike[0]?.mark ?? 'same';
    const most = mark === 'same' && news.length > 0 ? 2 : 4;
    const count = alike.length > most + 1 ? most : alike.length;
    return [{ rows: alike.slice(0, count), more: alike.length - count, mark, says }];
  });
}
