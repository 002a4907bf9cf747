import { useState } from 'preact/hooks';
import { Button } from './button.js';
import { announce } from './live-region.js';

/** Puts a text on the clipboard. `what`: what it is, for the label ("client id"). */
export function CopyButton({ text, what, tabIndex }: { text: string; what: string; tabIndex?: number }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await toClipboard(text);
    setCopied(done);
    announce(done ? `Copied the ${what}` : `The ${what} could not be copied: select it and copy it by hand`);
  };
  return (
    <Button
      look="plain"
      label={`${copied ? 'Copied' : 'Copy'} ${what}`}
      onClick={copy}
      {...(tabIndex !== undefined && { tabIndex })}
    >
      {copied ? 'Copied' : 'Copy'}
    </Button>
  );
}

/** Browsers give the clipboard to pages of this machine; to pages of another host over plain http only the old way. */
async function toClipboard(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
