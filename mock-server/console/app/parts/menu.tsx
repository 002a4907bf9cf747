import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './button.js';

/** A button that shows more buttons below it. Escape, or a click elsewhere, closes it. */
export function Menu({ text, label, children }: { text: string; label?: string; children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    addEventListener('pointerdown', elsewhere);
    return () => removeEventListener('pointerdown', elsewhere);
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the buttons in it
    <div class="menu" ref={box} onKeyDown={onKeyDown}>
      <Button expanded={open} onClick={() => setOpen(!open)} label={label}>
        {text} ▾
      </Button>
      {open && <div class="menu-list">{children}</div>}
    </div>
  );
}
