import { adversarial } from './prover/families';
import { federation } from './prover/federation';
import { onGitlabCom } from './prover/gitlab-com';
import { realistic } from './prover/realistic';
import { startZ3 } from './prover/solvers/z3';
import { mebibytes, type Section } from './section';

/** All tokens: proofs against solvers, families that defeat these, a thousand roles, and what a proof costs against a decision. */
export const prover: Section = {
  name: 'prover',
  text: async (effort) => {
    const z3 = await startZ3();
    try {
      const parts = [
        await realistic(effort, z3),
        await onGitlabCom(effort),
        federation(effort),
        await adversarial(effort, z3),
      ];
      const most = mebibytes(process.resourceUsage().maxRSS * 1024);
      return [...parts, `The process had ${most} at most, both solvers included.`].join('\n\n');
    } finally {
      z3.close();
    }
  },
};
