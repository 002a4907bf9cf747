import { useState } from 'preact/hooks';
import { tokenAsked } from '../api.js';
import { useStore } from '../store.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { TextField } from './field.js';

/** Asks for the control token where the API wants one. */
export function TokenDialog() {
  const { answer, wrong } = useStore(tokenAsked, value => value);
  const [token, setToken] = useState('');
  if (!answer) return null;
  const submit = (event: Event) => {
    event.preventDefault();
    answer(token.trim());
    setToken('');
  };
  return (
    <Dialog title="Control token" onClose={() => answer(undefined)}>
      <form onSubmit={submit}>
        <p>
          {wrong ? 'That is not the token. ' : ''}This harness is open to other machines, so changes need the control
          token. It was printed when the harness started.
        </p>
        <TextField label="Control token" type="password" value={token} onChange={setToken} />
        <div class="actions">
          <button type="submit" class="button main" disabled={token.trim() === ''}>
            Go on
          </button>
          <Button onClick={() => answer(undefined)}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}
