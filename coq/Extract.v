(* The checker as OCaml, with OCaml's own lists and truth values. Its letters, their equality and the fresh letter are arguments. *)
From Coq Require Import Extraction ExtrOcamlBasic.
Require Import GlobChecker.
Extraction Language OCaml.
Extraction "glob_checker.ml" check.
