import type { ComponentType } from 'preact';
import { Agent } from './agent/index.js';
import { Demo } from './demo/index.js';
import { Estate } from './estate/index.js';
import { Reports } from './reports/index.js';
import { Scenario } from './scenario/index.js';
import { Traffic } from './traffic/index.js';
import { TryIt } from './try/index.js';

/** One page: its address is `#/<id>`, its place in the navigation is its place in the list. */
export type Page = { readonly id: string; readonly title: string; readonly render: ComponentType };

/**
 * Estate, Traffic, Scenario, Agent, Try it, Reports: in this order, one line for each. The first is where a visit starts;
 * the story before it is there only where one is told.
 */
export const PAGES: readonly Page[] = [
  { id: 'demo', title: 'Story', render: Demo },
  { id: 'estate', title: 'Estate', render: Estate },
  { id: 'traffic', title: 'Traffic', render: Traffic },
  { id: 'scenario', title: 'Scenario', render: Scenario },
  { id: 'agent', title: 'Agent', render: Agent },
  { id: 'try', title: 'Try it', render: TryIt },
  { id: 'reports', title: 'Reports', render: Reports },
];
