import { RULE_ROLES, type AccessLevel } from '../../gitlab/index';

/** Who a rule allows something, from the most people to none. */
export const LEVELS: readonly AccessLevel[] = [...RULE_ROLES, 'no_one'];
