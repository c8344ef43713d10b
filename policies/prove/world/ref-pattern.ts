import { STAR, type PatternPart } from '../../automata/index';

/**
 * A name in which only `*` is special: any run of characters, `/` and nothing included. GitLab's protection rules and a grant's
 * refs are written so; never read them as IAM patterns.
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/models/ref_matcher.rb
 */
export function refPattern({ pattern }: { readonly pattern: string }): readonly PatternPart[] {
  return pattern.split('*').flatMap((text, i): readonly PatternPart[] => (i === 0 ? [text] : [STAR, text]));
}
