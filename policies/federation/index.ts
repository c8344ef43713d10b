export type {
  AcceptedFinding,
  Account,
  AccountQuotas,
  AssumeRole,
  DeclaredProject,
  EnvironmentRule,
  Federation,
  Move,
  Permissions,
  Role,
  RoleVariable,
  StateBackend,
  TableRow,
} from './federation';
export type { ParseFederation } from './parse-federation';
export type { ParseTable, TableContext } from './parse-table';
export { accountAudiences, roleAudiences } from './audiences';
export { parseFederation } from './parse-federation';
export { parseTable } from './parse-table';
export { federationJsonSchema } from './schema/json-schema';
export type { Starter } from './starter';
export { renderStarter, starterOmissions } from './starter';
