import type { Grant } from '../../../policies/index';

/** A grant as the `trust` of a role that is passed to the module. */
export function trustInput(grant: Grant): readonly unknown[] {
  return grant.rules.map(({ project, refs, protected: isProtected, sources, runner, environment }) => ({
    project: {
      path: project.path,
      id: project.id,
      namespace_id: project.namespaceId,
      sub_claim: project.subClaim,
    },
    branches: refs.filter(({ type }) => type === 'branch').map(({ pattern }) => pattern),
    tags: refs.filter(({ type }) => type === 'tag').map(({ pattern }) => pattern),
    protected: isProtected,
    sources,
    runner,
    environment,
  }));
}

/** What a grant demands of the request, and who needs no token, as arguments of a role. */
export function besideInput({ request, breakGlass }: Grant): Readonly<Record<string, unknown>> {
  return {
    request:
      request === undefined
        ? undefined
        : { source_ip: request.sourceIp, source_vpc: request.sourceVpc, source_vpce: request.sourceVpce },
    break_glass:
      breakGlass === undefined
        ? undefined
        : {
            principal: breakGlass.principal,
            mfa: breakGlass.mfa,
            account_root: breakGlass.accountRoot,
          },
  };
}
