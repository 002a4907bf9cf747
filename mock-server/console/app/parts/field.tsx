import { useId } from 'preact/hooks';

type Common = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The label is for screen readers only: what the field is for must be plain from its place. */
  readonly quiet?: boolean;
};

type TextProps = Common & {
  readonly type?: 'text' | 'search' | 'password';
  readonly placeholder?: string;
  readonly hint?: string;
  /** What is wrong with the value: said beside the field, in place of the hint. */
  readonly trouble?: string | undefined;
};

export function TextField({ label, value, onChange, quiet, type = 'text', placeholder, hint, trouble }: TextProps) {
  const id = useId();
  const beside = trouble ?? hint;
  const common = {
    id,
    value,
    placeholder,
    autocomplete: 'off',
    spellcheck: false,
    dir: 'auto' as const,
    'aria-describedby': beside === undefined ? undefined : `${id}-hint`,
    'aria-invalid': trouble !== undefined,
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id} class={quiet ? 'hidden' : ''}>
        {label}
      </label>
      {type === 'text' && <input {...common} type="text" />}
      {type === 'search' && <input {...common} type="search" />}
      {type === 'password' && <input {...common} type="password" />}
      {beside !== undefined && (
        <small id={`${id}-hint`} class={trouble === undefined ? 'hint' : 'hint trouble'} role="status">
          {beside}
        </small>
      )}
    </div>
  );
}

type Choice = { readonly value: string; readonly text: string };

export function Select({ label, value, onChange, quiet, choices }: Common & { readonly choices: readonly Choice[] }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={quiet ? 'hidden' : ''}>
        {label}
      </label>
      <select id={id} value={value} onChange={event => onChange(event.currentTarget.value)}>
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </div>
  );
}
