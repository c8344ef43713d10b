export type { RefgateCommand } from './check-jobs';
export type { CredentialForm } from './credentials';
export type { PipelineFileOptions } from './pipeline-file';
export type { RemovedVariable, RemovedVariableName } from './removed-variables';
export { renderComponent } from './component';
export { CREDENTIAL_FORMS } from './credentials';
export { jobRules } from './job-rules';
export { renderPipelineFile } from './pipeline-file';
export { findRemovedVariables } from './removed-variables';
