import './reports.css';
import './recording.css';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../parts/button.js';
import { announce } from '../../parts/live-region.js';
import { useStore } from '../../store.js';
import { ContractView } from './contract-view.js';
import { FilePicker } from './file-picker.js';
import { RecordingView } from './recording-view.js';
import { close, compareWith, show, shown } from './state.js';

/** Contract reports and recorded runs, read from a file of the reader's own. Nothing is sent anywhere. */
export function Reports() {
  const { name, opened, problem, other } = useStore(shown, value => value);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (opened) announce(`${name} is open`);
  }, [opened, name]);

  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) await show(file);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a second way; the button does the same
    <div class="reports" data-over={over} onDrop={drop} onDragOver={drag} onDragLeave={() => setOver(false)}>
      <h2 class="hidden">Reports</h2>
      {problem !== null && (
        <p class="note bad" role="alert">
          <bdi dir="auto">{opened ? '' : `${name}: `}</bdi>
          {problem}
        </p>
      )}
      {!opened && <Welcome />}
      {opened && (
        <div class="reports-bar">
          <p>
            <bdi dir="auto" class="reports-name">
              {name}
            </bdi>{' '}
            <span class="dim">read from your file; nothing is sent anywhere</span>
          </p>
          <div class="actions">
            {opened.kind === 'contract' && <FilePicker label="Compare with…" onFile={compareWith} />}
            <FilePicker label="Open another file" onFile={show} />
            <Button onClick={close}>Close</Button>
          </div>
        </div>
      )}
      {opened?.kind === 'contract' && <ContractView report={opened.report} other={other} />}
      {opened?.kind === 'recording' && <RecordingView key={name} recording={opened.recording} />}
    </div>
  );
}

function Welcome() {
  return (
    <section class="card reports-drop">
      <h3>Open a report or a recorded run</h3>
      <p>Drop a file here, or choose one. It is read in this browser and nothing of it is sent anywhere.</p>
      <FilePicker label="Choose a file" onFile={show} look="main" />
      <dl>
        <dt>A contract report</dt>
        <dd>
          How well an agent does what is asked of it:{' '}
          <code>npx sims-harness contract --exec "…" --json report.json</code>
        </dd>
        <dt>A recorded run</dt>
        <dd>
          The guided story, to be shown again: <code>npx sims-harness demo --record run.json</code>
        </dd>
      </dl>
    </section>
  );
}
