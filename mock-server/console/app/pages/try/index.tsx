import './try.css';
import { useState } from 'preact/hooks';
import type { Tried } from './data.js';
import { Doctor } from './doctor.js';
import { TriedCard } from './tried.js';
import { TryForm } from './try-form.js';

/** The two services by hand: what is asked, what is answered, and why a secret is refused. */
export function TryIt() {
  const [tries, setTries] = useState<readonly Tried[]>([]);
  return (
    <>
      <h2 class="hidden">Try it</h2>
      <div class="try">
        <TryForm told={setTries} />
        <div class="try-answers">
          {tries.map((tried, index) => (
            <TriedCard key={`${index} ${tried.exchange?.number}`} tried={tried} />
          ))}
          {tries.length === 0 && (
            <p class="dim">
              What is asked and answered appears here as it went over the wire, with fingerprints in place of secrets
              and tokens.
            </p>
          )}
        </div>
        <Doctor />
      </div>
    </>
  );
}
