import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { EstateSchool } from '../../../../control/estate/shape.js';
import { act } from '../../act.js';
import { Button } from '../../parts/button.js';
import { CopyButton } from '../../parts/copy.js';
import { TextField } from '../../parts/field.js';
import { instant, SchoolName } from '../../parts/text.js';
import { Actions } from './action-buttons.js';
import { actionsOn, renamed } from './actions.js';
import { Credentials } from './credentials.js';
import { nameTrouble } from './name.js';
import { nameOf } from './order.js';
import { StateBadge, VerdictBadge } from './words.js';

type Props = { readonly school: EstateSchool; readonly application: string; readonly onClose: () => void };

/** Everything about one school, and everything that can be done to it. Escape closes it. */
export function Panel({ school, application, onClose }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => heading.current?.focus(), [school.key]);
  useEffect(() => {
    // The button that had the focus may be gone after it did its work.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    <aside class="card estate-panel" aria-labelledby={id} onKeyDown={onKeyDown}>
      <div class="estate-panel-head">
        <h2 id={id} tabIndex={-1} ref={heading}>
          <SchoolName name={nameOf(school)} />
        </h2>
        <Button look="plain" label="Close this school" onClick={onClose}>
          ✕
        </Button>
      </div>
      <p class="actions">
        <StateBadge school={school} />
        <VerdictBadge school={school} />
      </p>
      <p>{school.says}</p>
      <Actions actions={actionsOn(school, application)} />
      <Facts school={school} />
      <Credentials school={school} application={application} />
      {!school.own && <Rename key={school.key} school={school} />}
    </aside>
  );
}

function Facts({ school }: { readonly school: EstateSchool }) {
  const { key, organisationId, dfeCode, deniNumber, listed, authorised, changedAt } = school;
  return (
    <dl class="estate-facts">
      <dt>Short name</dt>
      <dd>
        <bdi>{key}</bdi>
      </dd>
      <dt>Organisation id</dt>
      <dd>
        <code>{organisationId}</code>
        <CopyButton text={organisationId} what="organisation id" />
      </dd>
      <dt>{deniNumber === null ? 'DfE code' : 'DENI number'}</dt>
      <dd>
        <bdi>{deniNumber ?? dfeCode ?? 'none'}</bdi>
      </dd>
      <dt>In the list</dt>
      <dd>{listed ? `yes, Authorised ${authorised ?? 'says nothing'}` : 'no'}</dd>
      {changedAt !== null && (
        <>
          <dt>Since</dt>
          <dd>{instant(changedAt)}</dd>
        </>
      )}
    </dl>
  );
}

function Rename({ school }: { readonly school: EstateSchool }) {
  const [name, setName] = useState(nameOf(school));
  const trouble = nameTrouble(name.trim());
  const submit = async (event: Event) => {
    event.preventDefault();
    if (trouble !== undefined) return;
    const { change, says } = renamed(school, name.trim());
    await act(change, says);
  };
  return (
    <form class="estate-rename" onSubmit={submit}>
      <TextField label="Name" value={name} onChange={setName} trouble={trouble} />
      <button type="submit" class="button" disabled={name.trim() === '' || name.trim() === school.name}>
        Rename
      </button>
    </form>
  );
}
