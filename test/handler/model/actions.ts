import { type Arbitrary, array, constant, constantFrom, nat, oneof, record } from "fast-check";

/** The keys of a run, and the contents: two people, one without a face, one that is no picture. */
export const KEYS = 2;
const CONTENTS = 4;

/** One thing that happens, to the bucket or to a run of the handler. Numbers choose among what there is, modulo. */
export type Action =
  | { readonly act: "put"; readonly key: number; readonly content: number }
  | { readonly act: "copy"; readonly from: number; readonly to: number }
  | { readonly act: "delete"; readonly key: number }
  | { readonly act: "delete-version"; readonly key: number; readonly version: number }
  | { readonly act: "undelete"; readonly key: number }
  /** Delivers an event, which may have been delivered before, and lets its run make so many calls. */
  | ({ readonly act: "deliver"; readonly event: number } & Progress)
  /** Lets a run make some calls more. */
  | ({ readonly act: "go-on"; readonly run: number } & Progress);

/** How far a run goes, and what becomes of it then. */
export interface Progress {
  readonly calls: number;
  /** `unsent`, `unanswered`: how its next call fails. */
  readonly end: "waits" | "killed" | "finished" | "unsent" | "unanswered";
}

const key = nat(KEYS - 1);
const content = oneof({ weight: 4, arbitrary: nat(1) }, { weight: 1, arbitrary: nat(CONTENTS - 1) });
const which = oneof({ weight: 3, arbitrary: nat(1) }, { weight: 1, arbitrary: nat(9) });
const progress = {
  calls: nat(8),
  end: constantFrom<Progress["end"]>(
    "finished",
    "finished",
    "waits",
    "waits",
    "killed",
    "killed",
    "unsent",
    "unanswered",
  ),
};

const action: Arbitrary<Action> = oneof(
  { weight: 3, arbitrary: record({ act: constant("put" as const), key, content }) },
  { weight: 1, arbitrary: record({ act: constant("copy" as const), from: key, to: key }) },
  { weight: 1, arbitrary: record({ act: constant("delete" as const), key }) },
  { weight: 3, arbitrary: record({ act: constant("delete-version" as const), key, version: nat(3) }) },
  { weight: 2, arbitrary: record({ act: constant("undelete" as const), key }) },
  { weight: 9, arbitrary: record({ act: constant("deliver" as const), event: which, ...progress }) },
  { weight: 4, arbitrary: record({ act: constant("go-on" as const), run: which, ...progress }) },
);

/** What happens before every event is delivered for good. */
export const actions: Arbitrary<Action[]> = array(action, { maxLength: 24, size: "max" });
