import { isNoStronger, withRole, type Coalition } from '../../mint/index';
import type { AuditReportRole } from './audit-report';

type Minting = NonNullable<AuditReportRole['minting']>[number];
type Way = Minting['ways'][number];

/**
 * What changed in who it takes to mint a token for a role: people who suffice now and of whom no part sufficed before, and the reverse. Nothing
 * where one of the two audits was not asked.
 */
export function mintingChanges(
  before: AuditReportRole,
  now: AuditReportRole,
): readonly { readonly kind: 'gained' | 'lost'; readonly text: string }[] {
  if (before.minting === undefined || now.minting === undefined) return [];
  return [
    ...lacking(before.minting, now.minting).map((text) => ({ kind: 'gained', text }) as const),
    ...lacking(now.minting, before.minting).map((text) => ({ kind: 'lost', text }) as const),
  ];
}

/** The ways of `those` that none of `these` comes to. */
function lacking(these: readonly Minting[], those: readonly Minting[]): readonly string[] {
  return those.flatMap(({ project, ways, ownCode }) => {
    const known = these.find((one) => one.project === project);
    const all = [...(known?.ways ?? []), ...(known?.ownCode ?? [])];
    return [...ways, ...ownCode]
      .filter(
        (way) =>
          !all.some((one) => (one.ownCode || !way.ownCode) && isNoStronger(peopleOf(one), peopleOf(way))),
      )
      .map((way) => `${project}: ${way.text} can mint a token for it: ${way.steps.join(', ')}`);
  });
}

function peopleOf({ people, named = [] }: Way): Coalition {
  return people.map((role, place) => withRole(role, ...(named[place] ?? [])));
}
