import { defineCheck } from '../check';
import { allow, example, MAIN, PINS, STRICT, STRICT_EXAMPLE } from '../example';
import { redundantIn } from '../prover';
import { SOURCES } from '../sources';
import { allowing } from '../statements';

export const shadowedStatement = defineCheck({
  id: 'shadowed-statement',
  severity: 'warning',
  about: 'every_issuer',
  title: 'a statement accepts no token whom another one does not accept anyhow',
  rationale:
    'Allow statements add up. When one demands less than the other in everything, the stricter one decides nothing: the care that went into it is lost.',
  bad: example([
    allow({ StringEquals: { ...PINS, 'gitlab.com:sub': MAIN } }),
    allow({ StringEquals: { ...STRICT, 'gitlab.com:sub': MAIN } }),
  ]),
  good: STRICT_EXAMPLE,
  fix: 'remove the wider statement if the strict one is meant, or else the strict one',
  sources: [SOURCES.awsLogic, SOURCES.awsLint],
  run: (input) =>
    allowing(input).flatMap((view) =>
      redundantIn(input, view)
        .filter(({ kind }) => kind === 'shadowed_statement')
        .map(() => ({
          message: `statement ${view.statement.index + 1} adds nothing: the other statements allow every token that it allows`,
          pointer: view.pointer,
          statement: view.statement,
        })),
    ),
});
