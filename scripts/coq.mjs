// Compiles the proof of the checker, prints what it rests on, extracts the checker to OCaml, and builds it: `npm run coq`. It needs Debian's
// `coq`, which brings OCaml, and `libc6-dev` for the linker. Where the program is left is the last line.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'node_modules', '.cache', 'refgate-coq', String(process.pid));
const files = ['GlobChecker.v', 'Extract.v', 'main.ml'];

mkdirSync(folder, { recursive: true });
for (const file of files) {
  const source = join(root, 'coq', file);
  if (/\b(?:Admitted|Axiom|Parameter|admit)\b/.test(readFileSync(source, 'utf8')))
    throw new Error(`${source} leaves something unproved`);
  copyFileSync(source, join(folder, file));
}
const run = (program, args) => execFileSync(program, args, { cwd: folder, encoding: 'utf8' });
const assumptions = run('coqc', ['GlobChecker.v']);
process.stdout.write(`Print Assumptions checker_is_sound: ${assumptions}`);
if (assumptions.trim() !== 'Closed under the global context') throw new Error('the theorem rests on axioms');
run('coqc', ['Extract.v']);
run('ocamlopt', ['-w', '-a', 'glob_checker.mli', 'glob_checker.ml', 'main.ml', '-o', 'glob-checker']);
process.stdout.write(`${join(folder, 'glob-checker')}\n`);
