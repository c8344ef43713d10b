import { textsOf } from '../yaml/node';
import { awsUse, wordOfText } from './aws-use';
import type { CiJob, IdToken } from './job';

/** The tokens of a job that are for AWS: those that it sends, and, where its script shows none, those that are named for AWS. */
export function awsTokens(job: CiJob): readonly IdToken[] {
  const sent = new Set(awsUse(job).tokens.flatMap(({ variable }) => variable ?? []));
  const own = [...job.idTokens.values()];
  const known = own.filter(({ name }) => sent.has(name));
  return known.length > 0 ? known : own.filter(({ name }) => /(^|_)AWS(_|$)/i.test(name));
}

/** The texts of `aud:`, variables of the file filled in; `undefined` where one is not known. */
export function audiencesOf({ audience }: IdToken, job: CiJob): readonly (string | undefined)[] {
  return textsOf(audience).map((text) => {
    const parts = wordOfText(text).parts.map((part) => {
      if (part.kind !== 'variable') return part.text;
      const variable = job.variables.get(part.name);
      return variable?.texts.length === 1 ? variable.texts[0] : undefined;
    });
    return parts.includes(undefined) ? undefined : parts.join('');
  });
}
