import { Badge } from '../../parts/badge.js';
import { type Column, VirtualTable } from '../../parts/table.js';
import { instant } from '../../parts/text.js';
import type { Told } from './report.js';
import { endOf } from './words.js';

const COLUMNS: readonly Column<Told>[] = [
  {
    id: 'says',
    title: 'Report',
    width: 'minmax(0, 1fr)',
    cell: ({ says, at, agent }) => (
      <>
        <bdi dir="auto" title={says}>
          {says}
        </bdi>
        <span class="agent-second">
          {instant(at)} · <bdi dir="auto">{agent}</bdi>
        </span>
      </>
    ),
  },
  {
    id: 'end',
    title: 'End',
    width: '6rem',
    cell: told => {
      const { tone, word } = endOf(told);
      return <Badge tone={tone}>{word}</Badge>;
    },
  },
];

type Props = { readonly all: readonly Told[]; readonly selected: number; readonly onOpen: (number: number) => void };

/** The last reports, the newest first. */
export function SyncList({ all, selected, onOpen }: Props) {
  return (
    <section class="agent-list" aria-label="Last reports">
      <VirtualTable
        label="Reports, the newest first"
        columns={COLUMNS}
        rows={all}
        keyOf={({ number }) => String(number)}
        selected={String(selected)}
        onOpen={({ number }) => onOpen(number)}
        rowHeight={60}
      />
    </section>
  );
}
