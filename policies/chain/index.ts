export type { ChainPermissions, ChainRole, PolicyDocuments } from './chain-role';
export type { Chains, Link, Route } from './chains';
export { assumeCall } from './assume-call';
export { chainsOf } from './chains';
export { roleReference } from './principal';
export { UNNAMED_PRINCIPAL } from './may-assume';
