(* A checker for proofs about patterns, and the proof that it is right.

   A pattern is a list of tokens: a letter, `?` (any one letter), `*` (any run of letters, the empty one included). A question is a Boolean
   combination of statements "the text matches this pattern". A certificate is a list of words. `check` accepts it when the empty word,
   and each of the words with any letter added, is hopeless or does no better than one of the words, and no word satisfies the question.

   Theorem `checker_is_sound`: what `check` accepts is a question that no text of any length satisfies.

   Letters are of any type with a decidable equality and a letter outside of every finite list. *)

From Coq Require Import List Bool.
Import ListNotations.

Set Implicit Arguments.

Section Checker.

Variable letter : Type.
Variable eqb : letter -> letter -> bool.
Hypothesis eqb_spec : forall a b, eqb a b = true <-> a = b.
Variable fresh : list letter -> letter.
Hypothesis fresh_spec : forall l, ~ In (fresh l) l.

Inductive token := Star | Any | Lit (c : letter).
Definition pattern := list token.
Definition word := list letter.

(* What it means that a text matches a pattern. *)
Inductive matches : pattern -> word -> Prop :=
| m_nil : matches [] []
| m_skip : forall p w, matches p w -> matches (Star :: p) w
| m_eat : forall p c w, matches (Star :: p) w -> matches (Star :: p) (c :: w)
| m_any : forall p c w, matches p w -> matches (Any :: p) (c :: w)
| m_lit : forall p c w, matches p w -> matches (Lit c :: p) (c :: w).

Inductive question :=
| Yes
| No
| Glob (negated : bool) (p : pattern)
| And (a b : question)
| Or (a b : question).

(* What it means that a text satisfies a question. *)
Fixpoint satisfies (q : question) (w : word) : Prop :=
  match q with
  | Yes => True
  | No => False
  | Glob false p => matches p w
  | Glob true p => ~ matches p w
  | And a b => satisfies a w /\ satisfies b w
  | Or a b => satisfies a w \/ satisfies b w
  end.

(* ---- The matcher: a state is the list of patterns that the rest of the text may match. ---- *)

Definition token_eqb (s t : token) : bool :=
  match s, t with
  | Star, Star | Any, Any => true
  | Lit a, Lit b => eqb a b
  | _, _ => false
  end.

Fixpoint pattern_eqb (p q : pattern) : bool :=
  match p, q with
  | [], [] => true
  | s :: p', t :: q' => token_eqb s t && pattern_eqb p' q'
  | _, _ => false
  end.

Definition state := list pattern.

Fixpoint dedup (s : state) : state :=
  match s with
  | [] => []
  | p :: s' => if existsb (pattern_eqb p) s' then dedup s' else p :: dedup s'
  end.

Fixpoint closure (p : pattern) : state :=
  p :: match p with Star :: q => closure q | _ => [] end.

Definition step1 (c : letter) (p : pattern) : state :=
  match p with
  | [] => []
  | Star :: _ => closure p
  | Any :: q => closure q
  | Lit d :: q => if eqb c d then closure q else []
  end.

Definition step (c : letter) (s : state) : state := dedup (flat_map (step1 c) s).

Definition is_nil (p : pattern) : bool := match p with [] => true | _ => false end.
Definition accepts (s : state) : bool := existsb is_nil s.

(* ---- Questions in the middle of a text. ---- *)

Inductive place :=
| PYes
| PNo
| PGlob (negated : bool) (s : state)
| PAnd (a b : place)
| POr (a b : place).

Fixpoint begin (q : question) : place :=
  match q with
  | Yes => PYes
  | No => PNo
  | Glob n p => PGlob n (closure p)
  | And a b => PAnd (begin a) (begin b)
  | Or a b => POr (begin a) (begin b)
  end.

Fixpoint pstep (c : letter) (f : place) : place :=
  match f with
  | PGlob n s => PGlob n (step c s)
  | PAnd a b => PAnd (pstep c a) (pstep c b)
  | POr a b => POr (pstep c a) (pstep c b)
  | _ => f
  end.

Definition prun (w : word) (f : place) : place := fold_left (fun f c => pstep c f) w f.

Fixpoint ends (f : place) : bool :=
  match f with
  | PYes => true
  | PNo => false
  | PGlob n s => xorb n (accepts s)
  | PAnd a b => ends a && ends b
  | POr a b => ends a || ends b
  end.

Definition universal (s : state) : bool :=
  existsb (fun p => match p with [Star] => true | _ => false end) s.

(* Whether some text may still satisfy it; may say yes too often. *)
Fixpoint may (f : place) : bool :=
  match f with
  | PYes => true
  | PNo => false
  | PGlob false s => match s with [] => false | _ => true end
  | PGlob true s => negb (universal s)
  | PAnd a b => may a && may b
  | POr a b => may a || may b
  end.

Fixpoint has_suffix (q p : pattern) : bool :=
  pattern_eqb q p || match p with [] => false | _ :: p' => has_suffix q p' end.

(* `q` takes whatever `p` does: it is the same, or a star that `p` passes later. *)
Definition under (p q : pattern) : bool :=
  pattern_eqb p q || match q with Star :: _ => has_suffix q p | _ => false end.

Definition below (s t : state) : bool :=
  universal t || forallb (fun p => existsb (under p) t) s.

(* Whether every text satisfies it; may say no too often. *)
Fixpoint must (f : place) : bool :=
  match f with
  | PYes => true
  | PNo => false
  | PGlob false s => universal s
  | PGlob true s => match s with [] => true | _ => false end
  | PAnd a b => must a && must b
  | POr a b => must a || must b
  end.

(* Whether whatever satisfies `f` satisfies `g`; may say no too often. *)
Fixpoint worse (f g : place) : bool :=
  negb (may f) || must g ||
  match f, g with
  | PGlob false s, PGlob false t => below s t
  | PGlob true s, PGlob true t => below t s
  | PAnd a b, PAnd c d => worse a c && worse b d
  | POr a b, POr c d => worse a c && worse b d
  | _, _ => false
  end.

Fixpoint letters_of_pattern (p : pattern) : list letter :=
  match p with
  | [] => []
  | Lit c :: q => c :: letters_of_pattern q
  | _ :: q => letters_of_pattern q
  end.

Fixpoint letters (f : place) : list letter :=
  match f with
  | PGlob _ s => flat_map letters_of_pattern s
  | PAnd a b | POr a b => letters a ++ letters b
  | _ => []
  end.

Definition covered (places : list place) (f : place) : bool :=
  negb (may f) || existsb (worse f) places.

Definition check (q : question) (words : list word) : bool :=
  let start := begin q in
  let known := letters start in
  let all := fresh known :: known in
  let places := map (fun w => prun w start) words in
  covered places start
  && forallb (fun f => negb (ends f) && forallb (fun c => covered places (pstep c f)) all) places.

(* ---- The matcher is right. ---- *)

Lemma token_eqb_spec : forall s t, token_eqb s t = true <-> s = t.
Proof.
  intros [| |a] [| |b]; simpl; split; intro H; try discriminate; auto.
  - apply eqb_spec in H. now subst.
  - inversion H. now apply eqb_spec.
Qed.

Lemma pattern_eqb_spec : forall p q, pattern_eqb p q = true <-> p = q.
Proof.
  induction p as [|s p IH]; intros [|t q]; simpl; split; intro H; try discriminate; auto.
  - apply andb_true_iff in H as [H1 H2]. apply token_eqb_spec in H1. apply IH in H2. now subst.
  - inversion H; subst. apply andb_true_iff. split; [now apply token_eqb_spec | now apply IH].
Qed.

Lemma dedup_in : forall s p, In p (dedup s) <-> In p s.
Proof.
  induction s as [|q s IH]; intro p; simpl; [tauto|].
  destruct (existsb (pattern_eqb q) s) eqn:E; simpl; rewrite IH; [|tauto].
  split; [tauto|]. intros [->|H]; auto.
  apply existsb_exists in E as (x & Hx & E). apply pattern_eqb_spec in E. now subst.
Qed.

Definition lang (s : state) (w : word) : Prop := exists p, In p s /\ matches p w.
Definition closed (s : state) : Prop := forall q, In (Star :: q) s -> In q s.

Lemma closure_self : forall p, In p (closure p).
Proof. destruct p; simpl; auto. Qed.

Lemma closure_closed : forall p, closed (closure p).
Proof.
  intros p. induction p as [|t p IH]; intros q H; simpl in *.
  - destruct H as [H|[]]; discriminate.
  - destruct H as [H|H].
    + inversion H; subst. right. apply closure_self.
    + destruct t; try contradiction. right. now apply IH.
Qed.

Lemma closure_lang : forall p q w, In q (closure p) -> matches q w -> matches p w.
Proof.
  induction p as [|t p IH]; intros q w H M; simpl in H.
  - destruct H as [<-|[]]; auto.
  - destruct H as [<-|H]; auto. destruct t; try contradiction.
    apply m_skip. eapply IH; eauto.
Qed.

Lemma step_closed : forall c s, closed (step c s).
Proof.
  intros c s q H. unfold step in *. rewrite dedup_in in H. rewrite dedup_in.
  apply in_flat_map in H as (p & Hp & H). apply in_flat_map. exists p. split; auto.
  destruct p as [|[| |d] p]; simpl step1 in *.
  - contradiction.
  - exact (closure_closed (Star :: p) _ H).
  - exact (closure_closed p _ H).
  - destruct (eqb c d); [exact (closure_closed p _ H) | contradiction].
Qed.

Lemma lang_nil : forall s, closed s -> (accepts s = true <-> lang s []).
Proof.
  intros s C. unfold accepts. rewrite existsb_exists. split.
  - intros (p & H & N). destruct p; try discriminate. exists []. split; auto. constructor.
  - intros (p & H & M). remember [] as w eqn:E. revert H E.
    induction M; intros H E; try discriminate.
    + now exists [].
    + apply IHM; auto.
Qed.

Lemma lang_step : forall c s w, closed s -> (lang (step c s) w <-> lang s (c :: w)).
Proof.
  intros c s w C. split.
  - intros (q & H & M). unfold step in H. rewrite dedup_in in H.
    apply in_flat_map in H as (p & Hp & H). exists p. split; auto.
    destruct p as [|[| |d] p]; simpl step1 in H.
    + contradiction.
    + apply m_eat. eapply closure_lang; eauto.
    + apply m_any. eapply closure_lang; eauto.
    + destruct (eqb c d) eqn:E; [|contradiction]. apply eqb_spec in E. subst.
      apply m_lit. eapply closure_lang; eauto.
  - intros (p & H & M). remember (c :: w) as v eqn:E. revert H E.
    assert (K : forall q r, In r s -> step1 c r = closure q -> matches q w -> lang (step c s) w).
    { intros q r Hr S N. exists q. split; auto. unfold step. rewrite dedup_in. apply in_flat_map.
      exists r. split; auto. rewrite S. apply closure_self. }
    induction M as [|p w' M IHM|p c' w' M IHM|p c' w' M IHM|p c' w' M IHM]; intros H E; try discriminate.
    + apply IHM; auto.
    + inversion E; subst. exact (K (Star :: p) (Star :: p) H eq_refl M).
    + inversion E; subst. exact (K p (Any :: p) H eq_refl M).
    + inversion E; subst. apply (K p (Lit c :: p) H); auto. simpl.
      assert (X : eqb c c = true) by now apply eqb_spec. now rewrite X.
Qed.

(* ---- Places are right. ---- *)

Fixpoint sound (f : place) : Prop :=
  match f with
  | PGlob _ s => closed s
  | PAnd a b | POr a b => sound a /\ sound b
  | _ => True
  end.

Fixpoint holds (f : place) (w : word) : Prop :=
  match f with
  | PYes => True
  | PNo => False
  | PGlob false s => lang s w
  | PGlob true s => ~ lang s w
  | PAnd a b => holds a w /\ holds b w
  | POr a b => holds a w \/ holds b w
  end.

Lemma begin_sound : forall q, sound (begin q).
Proof. induction q; simpl; auto. apply closure_closed. Qed.

Lemma begin_holds : forall q w, holds (begin q) w <-> satisfies q w.
Proof.
  induction q as [| |n p|a IHa b IHb|a IHa b IHb]; intro w; simpl; try tauto.
  - assert (E : lang (closure p) w <-> matches p w).
    { split.
      - intros (q & H & M). eapply closure_lang; eauto.
      - intro M. exists p. split; auto. apply closure_self. }
    destruct n; tauto.
  - now rewrite IHa, IHb.
  - now rewrite IHa, IHb.
Qed.

Lemma pstep_sound : forall c f, sound f -> sound (pstep c f).
Proof. induction f; simpl; intuition. apply step_closed. Qed.

Lemma pstep_holds : forall c f w, sound f -> (holds (pstep c f) w <-> holds f (c :: w)).
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intros w S; simpl in *; try tauto.
  - assert (E := lang_step c w S). destruct n; tauto.
  - destruct S. rewrite IHa, IHb; tauto.
  - destruct S. rewrite IHa, IHb; tauto.
Qed.

Lemma prun_sound : forall w f, sound f -> sound (prun w f).
Proof. induction w; simpl; auto. intros f S. apply IHw. now apply pstep_sound. Qed.

Lemma ends_holds : forall f, sound f -> (ends f = true <-> holds f []).
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intro S; simpl in *.
  - tauto.
  - split; [discriminate | tauto].
  - assert (E := lang_nil S). destruct n; simpl.
    + rewrite <- E. destruct (accepts s); simpl; split; congruence.
    + destruct (accepts s); simpl; tauto.
  - destruct S. rewrite andb_true_iff, IHa, IHb; tauto.
  - destruct S. rewrite orb_true_iff, IHa, IHb; tauto.
Qed.

Lemma star_all : forall w, matches [Star] w.
Proof. induction w; [apply m_skip, m_nil | now apply m_eat]. Qed.

Lemma universal_lang : forall s w, universal s = true -> lang s w.
Proof.
  intros s w H. apply existsb_exists in H as (p & Hp & H).
  destruct p as [|[| |] [|]]; try discriminate. exists [Star]. split; auto. apply star_all.
Qed.

Lemma may_holds : forall f w, holds f w -> may f = true.
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intros w H; simpl in *; auto.
  - destruct n.
    + destruct (universal s) eqn:U; [|reflexivity]. elim H. now apply universal_lang.
    + destruct H as (p & Hp & _). destruct s; [contradiction | reflexivity].
  - destruct H as [Ha Hb]. rewrite (IHa w Ha), (IHb w Hb). reflexivity.
  - destruct H as [H|H]; [rewrite (IHa w H) | rewrite (IHb w H), orb_true_r]; reflexivity.
Qed.

Lemma star_eats : forall q t p w,
  (forall v, matches p v -> matches (Star :: q) v) -> matches (t :: p) w -> matches (Star :: q) w.
Proof.
  intros q t p w H M. remember (t :: p) as r eqn:E. revert E.
  induction M; intro E; inversion E; subst; auto.
  - apply m_eat. auto.
  - apply m_eat. auto.
  - apply m_eat. auto.
Qed.

Lemma has_suffix_matches : forall q p w,
  has_suffix (Star :: q) p = true -> matches p w -> matches (Star :: q) w.
Proof.
  intros q. induction p as [|t p IH]; intros w H M.
  - simpl in H. discriminate.
  - cbn [has_suffix] in H. apply orb_true_iff in H as [H|H].
    + apply pattern_eqb_spec in H. now rewrite H.
    + exact (star_eats (fun v N => IH v H N) M).
Qed.

Lemma under_matches : forall p q w, under p q = true -> matches p w -> matches q w.
Proof.
  intros p q w H M. apply orb_true_iff in H as [H|H].
  - apply pattern_eqb_spec in H. now subst.
  - destruct q as [|[| |] q]; try discriminate. eapply has_suffix_matches; eauto.
Qed.

Lemma below_lang : forall s t w, below s t = true -> lang s w -> lang t w.
Proof.
  intros s t w H (p & Hp & M). apply orb_true_iff in H as [H|H].
  - now apply universal_lang.
  - rewrite forallb_forall in H. specialize (H p Hp). apply existsb_exists in H as (q & Hq & H).
    exists q. split; auto. eapply under_matches; eauto.
Qed.

Lemma hopeless : forall f w, negb (may f) = true -> ~ holds f w.
Proof. intros f w H N. apply may_holds in N. rewrite N in H. discriminate. Qed.

Lemma must_holds : forall f w, must f = true -> holds f w.
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intros w H; simpl in *; auto; try discriminate.
  - destruct n.
    + destruct s; [|discriminate]. intros (p & [] & _).
    + now apply universal_lang.
  - apply andb_true_iff in H as [Ha Hb]. auto.
  - apply orb_true_iff in H as [H|H]; auto.
Qed.

Lemma worse_cases : forall f g w (P : bool),
  negb (may f) || must g || P = true -> holds f w -> (P = true -> holds g w) -> holds g w.
Proof.
  intros f g w P H F K. apply orb_true_iff in H as [H|H]; auto. apply orb_true_iff in H as [H|H].
  - elim (hopeless f w H F).
  - now apply must_holds.
Qed.

Lemma worse_holds : forall f g w, worse f g = true -> holds f w -> holds g w.
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intros g w H F; cbn [worse] in H;
    (eapply worse_cases; [exact H | exact F | intro K]); try discriminate.
  - destruct n; destruct g as [| |[|] t|c d|c d]; try discriminate; simpl in *.
    + intro L. apply F. eapply below_lang; eauto.
    + eapply below_lang; eauto.
  - destruct g; try discriminate. apply andb_true_iff in K as [K1 K2]. destruct F. simpl. split; eauto.
  - destruct g; try discriminate. apply andb_true_iff in K as [K1 K2]. destruct F; simpl; eauto.
Qed.

(* ---- One letter stands for all that no pattern names. ---- *)

Lemma closure_letters : forall p q c, In q (closure p) -> In c (letters_of_pattern q) -> In c (letters_of_pattern p).
Proof.
  induction p as [|t p IH]; intros q c H I; simpl in H.
  - destruct H as [<-|[]]; auto.
  - destruct H as [<-|H]; auto. destruct t; try contradiction. simpl. eauto.
Qed.

Lemma step_letters : forall c s d,
  In d (flat_map letters_of_pattern (step c s)) -> In d (flat_map letters_of_pattern s).
Proof.
  intros c s d H. apply in_flat_map in H as (q & Hq & H). unfold step in Hq. rewrite dedup_in in Hq.
  apply in_flat_map in Hq as (p & Hp & Hq). apply in_flat_map. exists p. split; auto.
  destruct p as [|[| |e] p]; simpl step1 in Hq.
  - contradiction.
  - exact (closure_letters (Star :: p) _ _ Hq H).
  - exact (closure_letters p _ _ Hq H).
  - destruct (eqb c e); [|contradiction]. right. exact (closure_letters p _ _ Hq H).
Qed.

Lemma pstep_letters : forall c f d, In d (letters (pstep c f)) -> In d (letters f).
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intros d H; simpl in *; auto.
  - eapply step_letters; eauto.
  - apply in_app_iff in H. apply in_app_iff. destruct H; auto.
  - apply in_app_iff in H. apply in_app_iff. destruct H; auto.
Qed.

Lemma prun_letters : forall w f d, In d (letters (prun w f)) -> In d (letters f).
Proof.
  induction w as [|c w IH]; simpl; auto. intros f d H. apply IH in H. eapply pstep_letters; eauto.
Qed.

Lemma eqb_not : forall a b, a <> b -> eqb a b = false.
Proof. intros a b H. destruct (eqb a b) eqn:E; auto. apply eqb_spec in E. contradiction. Qed.

Lemma step_alike : forall c d s,
  ~ In c (flat_map letters_of_pattern s) -> ~ In d (flat_map letters_of_pattern s) -> step c s = step d s.
Proof.
  intros c d s Hc Hd. unfold step. f_equal.
  induction s as [|p s IH]; simpl in *; auto.
  rewrite in_app_iff in Hc, Hd. f_equal; [|apply IH; tauto].
  destruct p as [|[| |e] p]; simpl; auto.
  simpl in Hc, Hd. rewrite !eqb_not; auto; intro; subst; tauto.
Qed.

Lemma pstep_alike : forall c d f, ~ In c (letters f) -> ~ In d (letters f) -> pstep c f = pstep d f.
Proof.
  induction f as [| |n s|a IHa b IHb|a IHa b IHb]; intros Hc Hd; simpl in *; auto.
  - f_equal. now apply step_alike.
  - rewrite in_app_iff in Hc, Hd. rewrite IHa, IHb; tauto.
  - rewrite in_app_iff in Hc, Hd. rewrite IHa, IHb; tauto.
Qed.

Lemma letter_in_dec : forall (c : letter) l, In c l \/ ~ In c l.
Proof.
  intros c l. destruct (existsb (eqb c) l) eqn:E.
  - left. apply existsb_exists in E as (x & Hx & E). apply eqb_spec in E. now subst.
  - right. intro H. assert (X : existsb (eqb c) l = true); [|congruence].
    apply existsb_exists. exists c. split; auto. now apply eqb_spec.
Qed.

(* ---- The checker is right. ---- *)

Theorem checker_is_sound : forall q words, check q words = true -> forall w, ~ satisfies q w.
Proof.
  intros q words H w. unfold check in H. apply andb_true_iff in H as [H0 H].
  set (start := begin q) in *. set (places := map (fun w => prun w start) words) in *.
  rewrite forallb_forall in H.
  assert (P : forall f, In f places -> sound f /\ (forall d, In d (letters f) -> In d (letters start))).
  { intros f I. apply in_map_iff in I as (v & <- & _). split.
    - apply prun_sound. apply begin_sound.
    - intros d. apply prun_letters. }
  assert (K : forall v f, covered places f = true -> ~ holds f v).
  { induction v as [|c v IH]; intros f C F; unfold covered in C; apply orb_true_iff in C as [C|C].
    - exact (hopeless f _ C F).
    - apply existsb_exists in C as (g & G & C). apply (worse_holds _ _ _ C) in F.
      apply H in G as E. apply andb_true_iff in E as [E _]. destruct (P g G) as [S _].
      apply ends_holds in F; auto. rewrite F in E. discriminate.
    - exact (hopeless f _ C F).
    - apply existsb_exists in C as (g & G & C). apply (worse_holds _ _ _ C) in F.
      apply H in G as E. apply andb_true_iff in E as [_ E]. destruct (P g G) as [S L].
      rewrite forallb_forall in E. apply pstep_holds in F; auto. revert F.
      destruct (letter_in_dec c (letters start)) as [I|I].
      + apply IH. apply E. now right.
      + rewrite (@pstep_alike c (fresh (letters start)) g).
        * apply IH. apply E. now left.
        * intro X. apply I. auto.
        * intro X. apply (fresh_spec (letters start)). auto. }
  rewrite <- begin_holds. now apply K.
Qed.

End Checker.

Print Assumptions checker_is_sound.
