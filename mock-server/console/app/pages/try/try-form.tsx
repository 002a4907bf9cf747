import { useState } from 'preact/hooks';
import { ApiError, inWorld, post } from '../../api.js';
import { useLive } from '../../live.js';
import { Select, TextField } from '../../parts/field.js';
import { announce } from '../../parts/live-region.js';
import { filled, type Tried } from './data.js';

const WHAT = [
  { value: 'token', text: 'A token' },
  { value: 'sites', text: 'The list of schools' },
  { value: 'clients', text: 'The credentials of a school' },
];
const STYLES = [
  { value: 'body', text: 'In the form' },
  { value: 'basic-raw', text: 'Basic header, as it is' },
  { value: 'basic-encoded', text: 'Basic header, form-encoded first' },
];
const SECRETS = [
  { value: 'current', text: 'The right one' },
  { value: 'wrong', text: 'A wrong one' },
  { value: 'own', text: 'One that I type' },
];
const TOKENS = [
  { value: 'fresh', text: 'A fresh one' },
  { value: 'last', text: 'The last one again' },
  { value: 'none', text: 'None' },
  { value: 'wrong', text: 'A wrong one' },
];

/** Asks for something; `told` hears what came of it. */
export function TryForm({ told }: { readonly told: (tries: readonly Tried[]) => void }) {
  const world = useLive(live => live.world);
  const [what, setWhat] = useState('token');
  const [token, setToken] = useState('fresh');
  const [style, setStyle] = useState('body');
  const [whose, setWhose] = useState('current');
  const [secret, setSecret] = useState('');
  const [clientId, setClientId] = useState('');
  const [scope, setScope] = useState('');
  const [organisationId, setOrganisationId] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const asksToken = what === 'token' || token === 'fresh';

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setTrouble('');
    const credentials = { style, clientId, scope, secret: whose === 'own' ? secret : whose };
    const call = { token: what === 'token' ? '' : token, organisationId: what === 'clients' ? organisationId : '' };
    try {
      const wanted = filled({ what, ...call, ...(asksToken ? credentials : {}) });
      const { tries } = await post<{ tries: readonly Tried[] }>(inWorld(world, '/try'), wanted);
      told(tries);
      announce(tries.map(({ says, answer }) => `${says}: ${answer?.status ?? 'no answer'}`).join('. '));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(error.message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="card try-form" onSubmit={submit} aria-label="Try it">
      <h3>Ask the imitated services</h3>
      <Select label="Ask for" value={what} choices={WHAT} onChange={setWhat} />
      {what !== 'token' && <Select label="Token to show" value={token} choices={TOKENS} onChange={setToken} />}
      {what === 'clients' && (
        <TextField
          label="Organisation id"
          value={organisationId}
          placeholder="The first school"
          onChange={setOrganisationId}
        />
      )}
      {asksToken && (
        <>
          <Select label="Send id and secret" value={style} choices={STYLES} onChange={setStyle} />
          <Select label="Secret" value={whose} choices={SECRETS} onChange={setWhose} />
          {whose === 'own' && (
            <TextField
              label="The secret"
              type="password"
              value={secret}
              onChange={setSecret}
              hint="It is sent to this harness only, and shown and kept nowhere."
            />
          )}
          <TextField label="Client id" value={clientId} placeholder="The partner's own" onChange={setClientId} />
          <TextField label="Scope" value={scope} placeholder="What partner calls need" onChange={setScope} />
        </>
      )}
      {trouble !== '' && (
        <p class="note bad" role="alert">
          {trouble}
        </p>
      )}
      <button type="submit" class="button main" disabled={busy || (whose === 'own' && asksToken && secret === '')}>
        {busy ? 'Asking …' : 'Ask'}
      </button>
    </form>
  );
}
