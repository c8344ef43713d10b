export type { Coalition, Person } from './person';
export type { Accepts, LeastPrivilege, Way } from './least';
export type {
  ApprovalRule,
  EnvironmentRight,
  MergeRequestRights,
  MintingRole,
  MintRule,
  Named,
  NamedRight,
  ProjectRights,
} from './rights';
export type { Run } from './run';
export {
  coalitionText,
  isNoStronger,
  isOneUser,
  needsNoMore,
  personKey,
  userNamed,
  withRole,
} from './person';
export { leastPrivilege } from './least';
export { MINTING_ROLES } from './rights';
