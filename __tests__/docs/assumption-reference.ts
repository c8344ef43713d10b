import { ASSUMPTIONS } from '../../policies/index';
import { code, GENERATED } from './markdown';

/** The page about what is taken to be so, from the one place where it is. */
export function assumptionReference(): string {
  const entries = Object.entries(ASSUMPTIONS);
  const list = (kind: 'limits' | 'opens'): string =>
    entries
      .filter(([, assumption]) => assumption.kind === kind)
      .map(([id, { text, source }]) => `- ${code(id)}: ${text} ([source](${source}))`)
      .join('\n');
  return `${[
    GENERATED,
    '# Assumptions',
    'What refgate takes to be so about GitLab. A result that rests on an assumption names it. [The world of a proof](../world.md) says how they are used.',
    '## Taken to hold',
    'Tokens that break one of these are omitted. Without the assumption there would be more tokens, and a proof might fail.',
    list('limits'),
    '## Left open',
    'Public text does not settle these, so both answers are tried. Without the question there would be fewer tokens.',
    list('opens'),
  ].join('\n\n')}\n`;
}
