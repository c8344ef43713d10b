(* Reads one certificate a line, as integers with a space between, and says `accept` or `refuse` for each. This file is not proved: it reads,
   and hands over to the checker, with integers for letters and one below all that occur as the letter that no pattern names.

   question: 0 no, 1 yes, 2 NEGATED LENGTH TOKEN…, 3 and, 4 or. Token: -1 `*`, -2 `?`, else a letter. Behind it the words: COUNT (LENGTH LETTER…)… *)
open Glob_checker

let fresh known = List.fold_left min 0 known - 1

let judge line =
  let rest = ref (List.map int_of_string (String.split_on_char ' ' line)) in
  let next () =
    match !rest with
    | [] -> failwith "the line ends too early"
    | n :: more -> rest := more; n in
  let rec list n item = if n <= 0 then [] else let one = item () in one :: list (n - 1) item in
  let token () = match next () with -1 -> Star | -2 -> Any | c -> Lit c in
  let rec question () =
    match next () with
    | 0 -> No
    | 1 -> Yes
    | 2 -> let negated = next () = 1 in let n = next () in Glob (negated, list n token)
    | 3 -> let a = question () in let b = question () in And (a, b)
    | 4 -> let a = question () in let b = question () in Or (a, b)
    | n -> failwith ("no such question: " ^ string_of_int n) in
  let asked = question () in
  let count = next () in
  let words = list count (fun () -> let n = next () in list n next) in
  if !rest <> [] then failwith "the line goes on";
  check (fun (a : int) b -> a = b) fresh asked words

let () =
  try
    while true do
      print_endline (if judge (input_line stdin) then "accept" else "refuse")
    done
  with End_of_file -> ()
