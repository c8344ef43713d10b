import { gitlabWorld, onlyProtectedRefs } from '../../policies/prove/index';
import { once } from '../measure';
import { declared, GITLAB_COM, roleTrust, trustDocument } from '../policies';
import { duration, table, type Effort } from '../section';

/** Five roles of each project, as a synth writes them. */
function documents(projects: number): readonly object[] {
  return Array.from({ length: projects }, (_, i) => {
    const sub = `project_path:acme/group-${i % 8}/project-${i}:ref_type:`;
    const own = {
      project_id: String(10_000 + i),
      namespace_id: String(100 + (i % 8)),
      ref_protected: 'true',
    };
    return [
      trustDocument([`${sub}branch:ref:main`], own, GITLAB_COM),
      trustDocument([`${sub}branch:ref:release/*`], own, GITLAB_COM),
      trustDocument([`${sub}tag:ref:v*`], own, GITLAB_COM),
      trustDocument([`${sub}branch:ref:*`], own, GITLAB_COM),
      trustDocument([`${sub}branch:ref:main`, `${sub}tag:ref:v*`], own, GITLAB_COM),
    ];
  }).flat();
}

/** Every role of a large federation proved to admit protected refs only. */
export function federation(effort: Effort): string {
  const projects = effort === 'full' ? 200 : 3;
  const roles = documents(projects).map((document) => roleTrust(document, GITLAB_COM));
  const declaredProjects = Array.from({ length: projects }, (_, i) =>
    declared(`acme/group-${i % 8}/project-${i}`, String(10_000 + i), String(100 + (i % 8))),
  );
  const worldOf = (known: typeof declaredProjects) => gitlabWorld({ instance: GITLAB_COM, projects: known });
  const proveAll = (world: ReturnType<typeof worldOf>): number => {
    const open = roles.filter((role) => onlyProtectedRefs(role, world).verdict !== 'proved');
    if (open.length > 0) throw new Error(`${open.length} roles are not proved`);
    return roles.length;
  };
  const world = worldOf(declaredProjects);
  const cold = once(() => proveAll(world)).ns;
  const warm = once(() => proveAll(world)).ns;
  const strangers = worldOf([]);
  const unknown = once(() => proveAll(strangers)).ns;
  const row = (what: string, ns: number) => [what, duration(ns), duration(ns / roles.length)];
  return table(
    [`${roles.length} roles admit protected refs only`, '>all', '>each'],
    [
      row(`${projects} declared projects, the world built on the way`, cold),
      row('the same world again', warm),
      row('no project declared', unknown),
    ],
  );
}
