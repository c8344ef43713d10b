export type {
  Account,
  DeclaredProject,
  Federation,
  NeverKind,
  Partition,
  Permissions,
  ProofObligation,
  Role,
  RoleVariable,
  TableRow,
} from './federation';
export type { ParseFederation } from './parse-federation';
export { NEVER_KINDS } from './federation';
export { parseFederation } from './parse-federation';
export { federationJsonSchema } from './schema/json-schema';
