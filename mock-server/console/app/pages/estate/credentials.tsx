import type { ComponentChildren } from 'preact';
import type { EstateClient, EstateHolding, EstateSchool } from '../../../../control/estate/shape.js';
import { Badge } from '../../parts/badge.js';
import { CopyButton } from '../../parts/copy.js';
import { Fingerprint, instant } from '../../parts/text.js';
import { Actions } from './action-buttons.js';
import { actionsOnClient } from './actions.js';

type Props = { readonly school: EstateSchool; readonly application: string };

/** What is true beside what the agent holds, credential by credential. */
export function Credentials({ school, application }: Props) {
  const { clients, holds, verdict } = school;
  const known = new Set(clients.map(({ clientId }) => clientId));
  const strange = holds.filter(({ clientId }) => !known.has(clientId));
  if (clients.length === 0 && strange.length === 0) return null;
  return (
    <section class="estate-credentials">
      <h3>Credentials</h3>
      {clients.map(client => (
        <Credential
          key={client.clientId}
          client={client}
          held={holds.find(({ clientId }) => clientId === client.clientId)}
          reported={verdict !== 'unreported'}
        >
          <Actions actions={actionsOnClient(school, client, application)} />
        </Credential>
      ))}
      {strange.map(({ clientId }) => (
        <article key={clientId}>
          <code>{clientId}</code>
          <p>The agent holds it; this school never had it.</p>
        </article>
      ))}
    </section>
  );
}

type CredentialProps = {
  readonly client: EstateClient;
  readonly held: EstateHolding | undefined;
  /** Whether an agent said what it holds at all. */
  readonly reported: boolean;
  readonly children: ComponentChildren;
};

function Credential({ client, held, reported, children }: CredentialProps) {
  const { clientId, state, secret, issuedAt, shown } = client;
  return (
    <article>
      <p class="estate-client">
        <code>{clientId}</code>
        <CopyButton text={clientId} what="client id" />
        {state !== 'active' && <Badge tone={state === 'removed' ? 'quiet' : 'warn'}>{state}</Badge>}
      </p>
      <dl class="estate-facts">
        <dt>True</dt>
        <dd>
          <Fingerprint of={secret} /> <span class="dim">since {instant(issuedAt)}</span>
          {!shown && <span class="dim">, not shown to partners</span>}
        </dd>
        <dt>Agent holds</dt>
        <dd>{reported ? <Held held={held} /> : <span class="dim">not reported</span>}</dd>
      </dl>
      {children}
    </article>
  );
}

const IS = { current: 'the same', former: 'a former secret', unknown: 'a secret it never had' } as const;

function Held({ held }: { readonly held: EstateHolding | undefined }) {
  if (!held) return <span class="dim">nothing</span>;
  return (
    <>
      {held.secret !== null && <Fingerprint of={held.secret} />} {IS[held.is]}
    </>
  );
}
