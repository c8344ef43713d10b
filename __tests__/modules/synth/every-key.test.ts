import { createFederation, synthesizedStack } from '../../../modules/index';
import { parseFederation } from '../../../policies/index';
import { EVERY_KEY, KEYS, PLACES, without } from '../../policies/federation/every-key';
import { Workbench } from '../workbench';

/**
 * A key about accounts or roles that no stack is written from has no prop: `check` would take it, and Terraform would never see it.
 */
const workbench = new Workbench();
afterAll(() => workbench.clear());

/** Sections of which stacks are written; the others are for the judge, or are known through these. */
const WRITTEN = /^\/(?:accounts|defaults|roles)\//;

/** It follows from the region; and what only refuses: more than an account has room for. */
const WITHOUT_EFFECT = [
  '/accounts/*/partition',
  '/accounts/*/quotas',
  '/accounts/*/quotas/managed_policies',
  '/accounts/*/quotas/roles',
  '/accounts/*/quotas/trust_policy_size',
];

/** The stacks of a declaration; `undefined` where it is refused. */
function stacksOf(declaration: unknown): string | undefined {
  const parsed = parseFederation(JSON.stringify(declaration), 'federation.yaml');
  if (!parsed.ok) return undefined;
  return createFederation(workbench.app(), parsed.federation)
    .map((stack) => synthesizedStack(stack).json)
    .join('\n');
}

test('every key of accounts and roles changes what is written, or is missed', () => {
  const whole = new Map(EVERY_KEY.map((declaration) => [declaration, stacksOf(declaration)]));
  expect([...whole.values()].every((json) => json !== undefined)).toBe(true);
  const places = PLACES.filter(({ key }) => WRITTEN.test(key));
  const written = new Set<string>();
  for (const place of places) {
    if (written.has(place.key)) continue;
    if (stacksOf(without(place)) !== whole.get(place.declaration)) written.add(place.key);
  }
  const silent = [...KEYS].filter((key) => WRITTEN.test(key) && !written.has(key));
  expect(silent.toSorted()).toEqual(WITHOUT_EFFECT);
});
