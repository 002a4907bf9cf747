import { FAMILY_WORDS, type Told, toldOf } from '../../../../../contract/report/vocabulary.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import type { Requirement } from './contract-report.js';
import { familyOf } from './words.js';

type Props = {
  readonly cases: readonly Requirement[];
  readonly chosen: string | undefined;
  readonly onChoose: (family: string) => void;
};

/** The questions that a school would ask, each with its answer. */
export function Families({ cases, chosen, onChoose }: Props) {
  const present = Object.entries(FAMILY_WORDS).filter(([id]) => cases.some(each => familyOf(each) === id));
  return (
    <section aria-labelledby="reports-families">
      <h3 id="reports-families">In school words</h3>
      <ul class="reports-families">
        {present.map(([id, { title, asks }]) => {
          const own = cases.filter(each => familyOf(each) === id);
          return (
            <li key={id} class="card">
              <h4>{title}</h4>
              <p>{asks}</p>
              <div class="reports-answer">
                <Answer own={own} />
                <Button
                  look="plain"
                  pressed={chosen === id}
                  label={`Only ${id}: ${title}`}
                  onClick={() => onChoose(id)}
                >
                  Only {id}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Answer({ own }: { readonly own: readonly Requirement[] }) {
  const count = (told: Told) => own.filter(each => toldOf(each) === told).length;
  const open = [
    ['bad', count('failed'), 'no'],
    ['bad', count('broken'), 'not judged'],
    ['warn', count('warned'), 'could be better'],
    ['warn', count('review'), 'for a person'],
    ['info', count('decided'), 'decided by a person'],
    ['quiet', count('cannot-verify'), 'not seen'],
  ] as const;
  return (
    <span class="reports-badges">
      {count('passed') > 0 && (
        <Badge tone="good">
          {count('passed')} of {own.length} hold
        </Badge>
      )}
      {open.map(([tone, number, word]) =>
        number === 0 ? null : (
          <Badge key={word} tone={tone}>
            {number} {word}
          </Badge>
        ),
      )}
    </span>
  );
}
