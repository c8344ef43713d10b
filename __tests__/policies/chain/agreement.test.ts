import { chainsOf } from '../../../policies/chain/index';
import { naiveSearch } from '../../support/naive-chain';
import { chainRoles, randomRoles } from '../../support/random-roles';
import { rounds } from '../../support/rounds';
import { chooser, seedFor } from '../../support/seed';

const WORLDS = rounds({ short: 2_000, long: 100_000 });

// In these worlds everything is known but what the caller chooses, so there is one right answer.
test('chains agree with a naive search over evaluated sessions', () => {
  const choose = chooser(seedFor('chains'));
  const counts = { reached: 0, not: 0, long: 0, open: 0 };
  for (let world = 0; world < WORLDS; world += 1) {
    const random = randomRoles(choose);
    const { roles, documents } = chainRoles(random);
    const chains = chainsOf(roles, documents);
    const reached = naiveSearch(random);
    for (const start of random) {
      const expected = reached(start);
      const routes = chains.from(start.key);
      const certain = [...routes].filter(([, { answer }]) => answer === 'yes').map(([key]) => key);
      // a Deny and an Allow on what the caller chooses may leave it open: never what can be done, and never what cannot
      if (certain.toSorted().join() !== [...expected].toSorted().join())
        throw new Error(
          `${start.key} reaches ${certain.join()}, not ${[...expected].join()}: ${JSON.stringify(random)}`,
        );
      counts.reached += certain.length;
      counts.open += routes.size - certain.length;
      counts.not += random.length - 1 - routes.size;
      counts.long += [...routes.values()].filter(({ links }) => links.length > 1).length;
    }
  }
  // the worlds are worth it
  expect(Math.min(counts.reached, counts.not, counts.long)).toBeGreaterThan(100);
  expect(counts.open).toBeLessThan(counts.reached / 10);
});

/** A principal of which a part is unknown. */
function masked(principal: string, choose: ReturnType<typeof chooser>): string {
  const UNKNOWN = '${unknown}';
  const parts = principal.split(/([:/])/);
  const forms = [
    UNKNOWN,
    principal.replace(/\d{12}/, UNKNOWN),
    [...parts.slice(0, -1), UNKNOWN].join(''),
    parts.map((part) => (part !== '' && /\w/.test(part) && choose(2) === 0 ? UNKNOWN : part)).join(''),
  ];
  return forms[choose(forms.length)] as string;
}

// The real principal is one of the strings that the unknown part may be.
test('what is said of an unknown principal holds for the principal that it is', () => {
  const choose = chooser(seedFor('unknown principals'));
  const counts = { certain: 0, open: 0, none: 0 };
  for (let world = 0; world < WORLDS; world += 1) {
    const { roles, documents } = chainRoles(randomRoles(choose));
    const unknown = roles.map((role) => ({
      ...role,
      trust:
        role.trust === undefined
          ? undefined
          : {
              ...role.trust,
              statements: role.trust.statements.map((statement) => {
                const { principal } = statement;
                if (principal.kind !== 'listed' || choose(2) === 0) return statement;
                const aws = principal.aws.map((text) => (text === '*' ? text : masked(text, choose)));
                return { ...statement, principal: { ...principal, aws } };
              }),
            },
    }));
    const [real, said] = [chainsOf(roles, documents), chainsOf(unknown, documents)];
    for (const { key } of roles) {
      const [is, told] = [real.from(key), said.from(key)];
      for (const { key: end } of roles) {
        if (end === key) continue;
        const [answer, claim] = [is.get(end)?.answer ?? 'no', told.get(end)?.answer ?? 'no'];
        if (claim !== 'cannot_tell' && answer !== 'cannot_tell' && claim !== answer)
          throw new Error(`${key} to ${end}: ${claim}, but it is ${answer}: ${JSON.stringify(unknown)}`);
        if (claim === 'no' && answer !== 'no')
          throw new Error(`${key} to ${end} is not seen: ${JSON.stringify(unknown)}`);
        counts[claim === 'yes' ? 'certain' : claim === 'no' ? 'none' : 'open'] += 1;
      }
    }
  }
  expect(Math.min(counts.certain, counts.open, counts.none)).toBeGreaterThan(100);
});
