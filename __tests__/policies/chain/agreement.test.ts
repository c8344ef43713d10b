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
