import type { RolePermissions } from './check-input';
import {
  isFullDeny,
  matches,
  namesAction,
  type PermissionStatement,
  statementsOf,
  texts,
} from './permission-statements';

/** A way from the permissions of a session to more permissions. */
export interface WideningWay {
  /** All of them are needed; in lower case. */
  readonly actions: readonly string[];
  /** What a session does with them, in plain words. */
  readonly gives: string;
  readonly source: string;
}

const STS = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html';
const IAM = 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_';
const PASS_ROLE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html';
const METHODS = 'https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation/blob/master/README.md';
const PATHS = 'https://pathfinding.cloud/paths/';
const ECS = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_';

const OWN = 'gives itself or another role more permissions';
const OTHER_ROLE = 'runs code with any other role of the account';
const OTHER_USER = 'acts as any user of the account';

const way = (actions: string, gives: string, source: string): WideningWay => ({
  actions: actions.toLowerCase().split(' + '),
  gives,
  source,
});

/** Permissions with which a session gets more permissions than its role has. One row a way; a wildcard that covers the actions counts. */
export const WIDENING_WAYS: readonly WideningWay[] = [
  way('iam:PutRolePolicy', OWN, `${IAM}PutRolePolicy.html`),
  way('iam:AttachRolePolicy', OWN, `${IAM}AttachRolePolicy.html`),
  way('iam:CreatePolicyVersion', OWN, `${IAM}CreatePolicyVersion.html`),
  way('iam:SetDefaultPolicyVersion', OWN, `${IAM}SetDefaultPolicyVersion.html`),
  way(
    'iam:DeleteRolePermissionsBoundary',
    'removes the boundary of a role',
    `${IAM}DeleteRolePermissionsBoundary.html`,
  ),
  way(
    'iam:PutRolePermissionsBoundary',
    'replaces the boundary of a role',
    `${IAM}PutRolePermissionsBoundary.html`,
  ),
  way('iam:UpdateAssumeRolePolicy', 'lets itself assume any role', `${IAM}UpdateAssumeRolePolicy.html`),
  way('iam:CreateRole + iam:PassRole', 'makes roles of its choice', `${IAM}CreateRole.html`),
  way(
    'iam:CreateOpenIDConnectProvider + iam:CreateRole',
    'makes a role for tokens of its choice',
    `${IAM}CreateOpenIDConnectProvider.html`,
  ),
  way('iam:PutUserPolicy', OTHER_USER, `${IAM}PutUserPolicy.html`),
  way('iam:AttachUserPolicy', OTHER_USER, `${IAM}AttachUserPolicy.html`),
  way('iam:PutGroupPolicy', OTHER_USER, `${IAM}PutGroupPolicy.html`),
  way('iam:AttachGroupPolicy', OTHER_USER, `${IAM}AttachGroupPolicy.html`),
  way('iam:AddUserToGroup', OTHER_USER, `${IAM}AddUserToGroup.html`),
  way('iam:CreateAccessKey', OTHER_USER, `${IAM}CreateAccessKey.html`),
  way('iam:CreateLoginProfile', OTHER_USER, `${IAM}CreateLoginProfile.html`),
  way('iam:UpdateLoginProfile', OTHER_USER, `${IAM}UpdateLoginProfile.html`),
  way('sts:AssumeRole', 'assumes every role that trusts its account', STS),
  way('iam:PassRole + ec2:RunInstances', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + ec2:RequestSpotInstances', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + ec2:AssociateIamInstanceProfile', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + lambda:CreateFunction', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + lambda:UpdateFunctionConfiguration', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + ecs:RegisterTaskDefinition', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + ecs:RunTask', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + ecs:StartTask', OTHER_ROLE, `${ECS}StartTask.html`),
  way('iam:PassRole + ecs:CreateService', OTHER_ROLE, `${ECS}CreateService.html`),
  way('iam:PassRole + ecs:UpdateService', OTHER_ROLE, `${ECS}UpdateService.html`),
  way('iam:PassRole + batch:RegisterJobDefinition', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + cloudformation:CreateStack', OTHER_ROLE, METHODS),
  way('iam:PassRole + cloudformation:CreateChangeSet', OTHER_ROLE, METHODS),
  way('cloudformation:UpdateStack', 'acts with the service role of any stack', PATHS),
  way(
    'cloudformation:CreateChangeSet + cloudformation:ExecuteChangeSet',
    'acts with the service role of any stack',
    PATHS,
  ),
  way('iam:PassRole + cloudformation:CreateStackSet', OTHER_ROLE, PATHS),
  way('iam:PassRole + cloudformation:UpdateStackSet', OTHER_ROLE, PATHS),
  way('iam:PassRole + codebuild:CreateProject', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + codebuild:UpdateProject', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + codepipeline:CreatePipeline', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + glue:CreateDevEndpoint', OTHER_ROLE, METHODS),
  way('iam:PassRole + glue:CreateJob', OTHER_ROLE, METHODS),
  way('iam:PassRole + glue:UpdateJob', OTHER_ROLE, METHODS),
  way('iam:PassRole + datapipeline:CreatePipeline', OTHER_ROLE, METHODS),
  way('iam:PassRole + sagemaker:CreateNotebookInstance', OTHER_ROLE, METHODS),
  way('iam:PassRole + sagemaker:CreateTrainingJob', OTHER_ROLE, METHODS),
  way('iam:PassRole + sagemaker:CreateProcessingJob', OTHER_ROLE, METHODS),
  way('iam:PassRole + states:CreateStateMachine', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + ssm:StartAutomationExecution', OTHER_ROLE, PASS_ROLE),
  way('iam:PassRole + apprunner:CreateService', OTHER_ROLE, PASS_ROLE),
  way('lambda:UpdateFunctionCode', 'runs code with the role of any function', METHODS),
  way('codebuild:StartBuild', 'runs code with the role of any build project', PATHS),
  way('codebuild:StartBuildBatch', 'runs code with the role of any build project', PATHS),
  way('apprunner:UpdateService', 'runs code with the role of any service', PATHS),
  way(
    'ec2:ModifyInstanceAttribute + ec2:StopInstances + ec2:StartInstances',
    'runs code with the role of any instance',
    PATHS,
  ),
  way(
    'ec2:CreateLaunchTemplateVersion + ec2:ModifyLaunchTemplate',
    'runs code with the role of any launch template',
    PATHS,
  ),
  way('glue:UpdateDevEndpoint', 'runs code with the role of any endpoint', METHODS),
  way('ssm:SendCommand', 'runs code with the role of any instance', METHODS),
  way('ssm:StartSession', 'runs code with the role of any instance', METHODS),
  way('ec2-instance-connect:SendSSHPublicKey', 'runs code with the role of any instance', METHODS),
  way('ecs:ExecuteCommand', 'runs code with the role of any task', METHODS),
  way('codestar:CreateProjectFromTemplate', OTHER_ROLE, METHODS),
];

/** A way that is open to a role. */
export interface Widening {
  readonly way: WideningWay;
  /** The policy that allows it: a name, or the ARN of a managed policy. */
  readonly policy: string;
  /** The actions as the policy has them, such as `lambda:*`. */
  readonly action: string;
  /** What cannot be determined about it, such as a boundary whose statements are not known. */
  readonly unless?: string;
}

/**
 * The ways from a role's permissions to more. An action counts where its resource is not bounded: `*`, every resource of a kind such as
 * `role/*`, or the role itself. An unconditional Deny on every resource takes the action away.
 * @param self ARN of the role, where it is known
 */
export function wideningOf(permissions: RolePermissions | undefined, self?: string): readonly Widening[] {
  if (permissions === undefined) return [];
  const { boundary } = permissions;
  const all = Object.entries(permissions.inline).flatMap(([policy, document]) =>
    statementsOf(document).map((statement) => ({ policy, statement })),
  );
  if (all.every(({ statement }) => statement.Effect !== 'Allow')) return [];
  const isDenied = (action: string): boolean =>
    all.some(({ statement }) => isFullDeny(statement) && namesAction(statement, action) !== undefined);
  return WIDENING_WAYS.flatMap((one): readonly Widening[] => {
    const allowing = one.actions.map((action) =>
      isDenied(action)
        ? undefined
        : all.find(
            ({ statement }) =>
              statement.Effect === 'Allow' &&
              namesAction(statement, action) !== undefined &&
              isUnbounded(statement, self),
          ),
    );
    if (allowing.some((found) => found === undefined)) return [];
    const found = allowing.flatMap((place) => (place === undefined ? [] : [place]));
    const names = found.map(({ statement }, place) => namesAction(statement, one.actions[place] ?? '') ?? '');
    return [
      {
        way: one,
        policy: [...new Set(found.map(({ policy }) => policy))].join('`, `'),
        action: [...new Set(names)].join(' + '),
        unless: boundary,
      },
    ];
  });
}

function isUnbounded(statement: PermissionStatement, self: string | undefined): boolean {
  if (statement.NotResource !== undefined) return true;
  return texts(statement.Resource).some(
    (resource) => /^\*$|:[\w-]+[/:]\*$/.test(resource) || (self !== undefined && matches(resource, self)),
  );
}
