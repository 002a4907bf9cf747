import { useRef } from 'preact/hooks';
import { Button } from '../../parts/button.js';

type Props = {
  readonly label: string;
  readonly onFile: (file: File) => Promise<void>;
  readonly look?: 'main';
};

/** A button that lets the reader choose a file. */
export function FilePicker({ label, onFile, look }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const take = async () => {
    const field = input.current;
    const file = field?.files?.[0];
    if (!field || !file) return;
    await onFile(file);
    // The same file, mended meanwhile, may be chosen again.
    field.value = '';
  };
  return (
    <>
      <input ref={input} type="file" accept=".json,application/json" hidden aria-label={label} onChange={take} />
      <Button onClick={() => input.current?.click()} {...(look && { look })}>
        {label}
      </Button>
    </>
  );
}
