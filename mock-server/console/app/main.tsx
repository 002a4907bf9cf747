/**
 * The console: one page over the control API, for one world at a time.
 *
 * How to add a page
 * 1. Make `pages/<id>/index.tsx` with one exported component without props, and what belongs to it in the same folder:
 *    its parts, its state, its CSS (`import './<id>.css'`; the bundle takes it along).
 * 2. Add `{ id, title, render }` to the list in `pages/index.ts`. The order of that list is the order of the navigation; the
 *    address is `#/<id>`.
 * 3. Read state with `useResource` (read.ts): it reads again when the world changes, when the connection comes back, and
 *    when events were missed. Hear what happens with `useEvents` (live.ts). Change the world with `act` (act.ts), which
 *    offers to take it back. Everything else is asked of the API with `get`, `post`, `put` and `del` (api.ts).
 * 4. Take from `parts/`: VirtualTable for every long list, Button, ConfirmButton, Badge, Dialog, TextField, Select,
 *    CopyButton, Fingerprint, `announce` for what a screen reader should say, SchoolName for every text that somebody else
 *    chose. Names are always text, never markup.
 * Rules: no `style` written into markup that the server sends, no inline script (the policy refuses both; setting style
 * from code is fine), no other origin, nothing imported from the harness but types, and no secret: the API answers that
 * hold one (`GET /api/info`, `GET /api/worlds/{id}`) are not for this page.
 */
import { render } from 'preact';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/table.css';
import { openWorld } from './live.js';
import { currentRoute, onRoute } from './router.js';
import { Shell } from './shell.js';

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  openWorld(currentRoute().world);
  onRoute(route => openWorld(route.world));
  render(<Shell />, root);
}
