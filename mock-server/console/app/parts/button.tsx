import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export type ButtonProps = {
  readonly onClick: () => unknown;
  readonly children: ComponentChildren;
  /** `main`: the one thing to do here; `danger`: takes something away; `plain`: looks like text. */
  readonly look?: 'main' | 'danger' | 'plain';
  readonly disabled?: boolean;
  /** What a screen reader says, where the text alone does not tell. It must begin with the text. */
  readonly label?: string | undefined;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly tabIndex?: number;
};

/** Busy, and deaf to further clicks, until what it started has ended. */
export function Button({ onClick, children, look, disabled, label, pressed, expanded, tabIndex }: ButtonProps) {
  const [busy, setBusy] = useState(false);
  const click = async (event: Event) => {
    event.stopPropagation();
    if (busy) return;
    setBusy(true);
    try {
      await onClick();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      class={`button ${look ?? ''}`}
      disabled={disabled}
      aria-busy={busy}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      tabIndex={tabIndex}
      onClick={click}
    >
      {children}
    </button>
  );
}

/** Asks once more in its own place before it does something that cannot be taken back. */
export function ConfirmButton({ question, ...button }: ButtonProps & { readonly question: string }) {
  const [asked, setAsked] = useState(false);
  if (!asked) return <Button {...button} onClick={() => setAsked(true)} />;
  const sure = async () => {
    await button.onClick();
    setAsked(false);
  };
  return (
    <fieldset class="confirm">
      <legend class="hidden">{question}</legend>
      <span>{question}</span>
      <Button look="danger" onClick={sure}>
        Yes
      </Button>
      <Button onClick={() => setAsked(false)}>No</Button>
    </fieldset>
  );
}
