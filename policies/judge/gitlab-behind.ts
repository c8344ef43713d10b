import { issuerHost } from '../context/index';
import { instanceUrl, type Instance, type Project } from '../gitlab/index';

/** What a proof needs of a federation: the instance, and the projects that it declares. */
export interface ProofWorld {
  readonly instance: Instance;
  readonly projects: ReadonlyMap<string, Project>;
}

/**
 * The GitLab whose tokens a provider may accept: the declared one, or one of which only the address is known.
 * @param registered URL of the provider, with its scheme
 */
export function gitlabBehind(declared: ProofWorld, registered: string): ProofWorld {
  const { instance } = declared;
  const url = instanceUrl(registered);
  const isDeclared = issuerHost(url).toLowerCase() === issuerHost(instance.issuer).toLowerCase();
  if (!isDeclared) return { instance: { url, issuer: url }, projects: new Map() };
  const issuer = instanceUrl(instance.issuer);
  return issuer === instance.issuer
    ? declared
    : { ...declared, instance: { ...instance, url: instanceUrl(instance.url), issuer } };
}
