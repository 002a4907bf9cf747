import { useState } from 'preact/hooks';
import { ApiError, inWorld, post } from '../../api.js';
import { useLive } from '../../live.js';
import { Badge } from '../../parts/badge.js';
import { TextField } from '../../parts/field.js';
import { type Finding, filled } from './data.js';

/** Tells why credentials are refused. What is typed here is sent to the harness, and neither kept nor shown. */
export function Doctor() {
  const world = useLive(live => live.world);
  const [authorization, setAuthorization] = useState('');
  const [body, setBody] = useState('');
  const [clientId, setClientId] = useState('');
  const [secret, setSecret] = useState('');
  const [finding, setFinding] = useState<Finding>();
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setTrouble('');
    setFinding(undefined);
    try {
      const sent = filled({ authorization, body, clientId, secret });
      setFinding(await post<Finding>(inWorld(world, '/doctor'), sent));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(error.message);
    }
  };
  return (
    <form class="card try-form" onSubmit={submit} aria-label="Encoding doctor">
      <h3>Why is my secret refused?</h3>
      <p class="dim">
        Paste what your program sent, and the id and secret it meant. Nothing of it is kept, logged or shown again.
      </p>
      <TextField
        label="Authorization header"
        type="password"
        value={authorization}
        placeholder="Basic …"
        onChange={setAuthorization}
        hint="Its whole value. Leave it empty when the credentials went in the form."
      />
      <TextField label="Form" type="password" value={body} placeholder="grant_type=…" onChange={setBody} />
      <TextField label="Client id that was meant" value={clientId} onChange={setClientId} />
      <TextField label="Secret that was meant" type="password" value={secret} onChange={setSecret} />
      <button type="submit" class="button main" disabled={authorization === '' && body === ''}>
        Examine
      </button>
      <div role="status" class="finding">
        {finding && <Told finding={finding} />}
      </div>
      {trouble !== '' && (
        <p class="note bad" role="alert">
          {trouble}
        </p>
      )}
    </form>
  );
}

function Told({ finding: { accepted, says, switches, meant, advice } }: { readonly finding: Finding }) {
  return (
    <>
      <p>
        <Badge tone={accepted ? 'good' : 'bad'}>{accepted ? 'accepted' : 'refused'}</Badge> {says}
      </p>
      {[...meant, ...advice].length > 0 && (
        <ul>
          {[...meant, ...advice].map(sentence => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {switches.length > 0 && (
        <p class="dim">
          Decided by <code>{switches.join(', ')}</code>
        </p>
      )}
    </>
  );
}
