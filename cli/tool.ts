import { platform, release } from 'node:os';
import { version } from './version.js';

/** What made a report, and on what. */
export type Tool = {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly platform: string;
};

/** This program on this machine, told as the contract report tells it. */
export function toolHere(): Tool {
  return { name: 'sims-harness', version: version(), node: process.version, platform: `${platform()} ${release()}` };
}
