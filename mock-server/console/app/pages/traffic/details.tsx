import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { entryOf, useLive } from '../../live.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { CopyButton } from '../../parts/copy.js';
import { Fingerprint, instant, SchoolName } from '../../parts/text.js';
import { setQuery } from '../../router.js';
import { curlOf } from './curl.js';
import { type Exchange, sentenceOf, sizeIn, titleOf } from './exchange.js';
import { Answered } from './row.js';

type Props = {
  readonly exchange: Exchange;
  readonly nameOf: (id: string | undefined) => string | undefined;
  readonly onClose: () => void;
};

const PROOFS: Readonly<Record<string, string>> = {
  body: 'client id and secret in the form',
  'basic-raw': 'Basic header, the secret as it is',
  'basic-encoded': 'Basic header, the secret form-encoded',
  bearer: 'access token',
};

/** Everything the journal knows of one exchange. */
export function Details({ exchange, nameOf, onClose }: Props) {
  const panel = useRef<HTMLElement>(null);
  const entry = useLive(entryOf);
  const { number, operation, method, path, host, organisationId, clientId, applicationId, worldVersion } = exchange;
  // Where it takes the place of the list, whoever opened it reads on here.
  useEffect(() => {
    if (matchMedia('(max-width: 900px)').matches) panel.current?.focus();
  }, []);
  const curl = entry && curlOf(exchange, entry);
  const moved = worldVersion.before !== worldVersion.after;
  return (
    <aside class="card traffic-details" aria-label={`Request ${number}`} tabIndex={-1} ref={panel}>
      <div class="traffic-details-head">
        <h2>
          {titleOf(exchange)} <span class="dim">#{number}</span>
        </h2>
        <Button look="plain" label="Close details" onClick={onClose}>
          ✕
        </Button>
      </div>
      <p class="traffic-why" dir="auto">
        <Answered exchange={exchange} /> {sentenceOf(exchange)}
      </p>
      <dl>
        <Fact name="When">{instant(exchange.at)}</Fact>
        <Fact name="Took">{exchange.durationMs.toFixed(1)} ms</Fact>
        <Fact name="Request">
          <code>
            {method} {path}
          </code>
        </Fact>
        {host !== undefined && <Fact name="Asked as">{host}</Fact>}
        <Fact name="Kind">
          <code>{operation}</code>
        </Fact>
        <Fact name="Answer">{exchange.status === null ? 'none' : `${exchange.status}, ${sizeIn(exchange.bytes)}`}</Fact>
        {organisationId !== undefined && (
          <Fact name="School">
            <Named id={organisationId} name={nameOf(organisationId)} />
            <Only school={organisationId} />
          </Fact>
        )}
        {clientId !== undefined && (
          <Fact name="Client">
            <Named id={clientId} name={nameOf(clientId)} />
          </Fact>
        )}
        {applicationId !== undefined && (
          <Fact name="Application">
            <code>{applicationId}</code>
          </Fact>
        )}
        {exchange.authentication !== undefined && (
          <Fact name="Proved by">{PROOFS[exchange.authentication] ?? exchange.authentication}</Fact>
        )}
        {exchange.secret !== undefined && (
          <Fact name="Secret">
            <Fingerprint of={exchange.secret} />
          </Fact>
        )}
        {exchange.token !== undefined && (
          <Fact name="Token">
            <Fingerprint of={exchange.token} />
          </Fact>
        )}
        {exchange.fault !== undefined && (
          <Fact name="Fault">
            <Badge tone="warn">{exchange.fault}</Badge> such an answer proves nothing by itself
          </Fact>
        )}
        {exchange.step !== undefined && <Fact name="Step fired">{exchange.step}</Fact>}
        {exchange.switches !== undefined && exchange.switches.length > 0 && (
          <Fact name="Decided by">
            {exchange.switches.map(text => (
              <code key={text} class="traffic-switch">
                {text}
              </code>
            ))}
          </Fact>
        )}
        <Fact name="World">
          {moved ? `version ${worldVersion.before}, then ${worldVersion.after}` : `version ${worldVersion.before}`}
        </Fact>
      </dl>
      {curl !== undefined && (
        <section>
          <div class="traffic-details-head">
            <h3>As curl</h3>
            <CopyButton text={curl} what="curl command" />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <pre tabIndex={0}>{curl}</pre>
        </section>
      )}
    </aside>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Named({ id, name }: { readonly id: string; readonly name: string | undefined }) {
  return (
    <>
      {name !== undefined && (
        <>
          <SchoolName name={name} />{' '}
        </>
      )}
      <code>{id}</code>
    </>
  );
}

function Only({ school }: { readonly school: string }) {
  return (
    <Button look="plain" label="Only this school" onClick={() => setQuery({ school })}>
      Only this school
    </Button>
  );
}
