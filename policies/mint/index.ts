export type { Coalition } from './coalition';
export type { Accepts, LeastPrivilege, Way } from './least';
export type { EnvironmentRight, MergeRequestRight, MintingRole, ProjectRights } from './rights';
export type { Run } from './runs';
export { coalitionText } from './coalition';
export { leastPrivilege } from './least';
export { MINTING_ROLES } from './rights';
