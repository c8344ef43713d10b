export type { ApiAnswer, ApiSchema, ProjectAnswer } from './answers';
export type { ProjectAnswers, PulledProject } from './pulled-project';
export type { SnapshotParts } from './snapshot-text';
export type { DeclarationChange, ProjectReference, UpdatedDeclaration } from './update-declaration';
export {
  GROUP_PROJECTS_ANSWER,
  PROJECT_ANSWER,
  PROTECTED_BRANCHES_ANSWER,
  PROTECTED_ENVIRONMENTS_ANSWER,
  PROTECTED_TAGS_ANSWER,
} from './answers';
export { snapshotText } from './snapshot-text';
export { toPulledProject } from './to-project';
export { isProtected } from './is-protected';
export { inline } from './yaml-edit';
export { declaredGitlabUrl, projectReferences, updateDeclaration } from './update-declaration';
