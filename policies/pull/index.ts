export type { ApiAnswer, ApiSchema, ProjectAnswer, ProtectedEnvironmentAnswer } from './answers';
export type {
  GroupVariablesAnswer,
  PeopleAnswers,
  ProjectAnswers,
  PulledProject,
  VariablesAnswers,
} from './pulled-project';
export type { SnapshotParts } from './snapshot-text';
export type { DeclarationChange, ProjectReference, UpdatedDeclaration } from './update-declaration';
export {
  APPROVALS_ANSWER,
  APPROVAL_RULES_ANSWER,
  DEPLOY_KEYS_ANSWER,
  GROUP_PROJECTS_ANSWER,
  MEMBER_ANSWER,
  MEMBERS_ANSWER,
  NAMESPACE_EXISTS_ANSWER,
  PROJECT_ANSWER,
  PROTECTED_BRANCHES_ANSWER,
  PROTECTED_ENVIRONMENTS_ANSWER,
  PROTECTED_TAGS_ANSWER,
  GROUP_ANSWER,
  TRIGGERS_ANSWER,
  VARIABLES_ANSWER,
  USER_ANSWER,
} from './answers';
export { snapshotText } from './snapshot-text';
export { toPulledProject } from './to-project';
export { isProtected } from './is-protected';
export { inline } from './yaml-edit';
export { declaredGitlabUrl, projectReferences, updateDeclaration } from './update-declaration';
