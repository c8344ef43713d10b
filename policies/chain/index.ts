export type { ChainPermissions, ChainRole, PolicyDocuments } from './chain-role';
export type { Chains, Link, Route } from './chains';
export { chainsOf } from './chains';
