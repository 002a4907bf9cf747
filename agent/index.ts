// The door for programs. `openVault` reads without a network; `sync` and `plan` run one cycle.

export { type AgentConfig, Configuration, type StoreConfig } from './config/configuration.js';
export type { Operation } from './core/decision.js';
export type { Plan } from './core/plan.js';
export type { Carried, Site } from './core/snapshot.js';
export { AgentError } from './errors.js';
export { Secret } from './secret.js';
export { type CycleReport, plan, sync } from './sync.js';
export type { KeySource } from './vault/key-source.js';
export { type OpenVaultOptions, openVault, type ReadResult, type ServedPair, type Vault } from './vault/reader.js';
