import type { Mend, Plan } from "../pipeline/reconcile/plan.ts";
import type { Style } from "./output-sink.ts";

const WORDS: Readonly<Record<Mend["kind"], string>> = {
  register: "register",
  look: "send its event",
  "delete-face": "delete the face",
  "delete-row": "delete the row",
};

/** What is to be done, a line each, and what is left alone. Nothing where there is neither. */
export function planLines(plan: Plan): string[] {
  const { mends, others } = plan;
  return [
    ...mends.map((mend) => `${WORDS[mend.kind].padEnd(16)} ${mend.key} ${mend.why}`),
    ...(mends.length === 0 ? [] : [`${counted(mends.length, "thing")} to do: ${paidText(plan)}.`]),
    ...(others === 0 ? [] : [`${counted(others, "face")} of the collection that no item names: left alone.`]),
  ];
}

/** How many paid calls a plan makes. */
export function paidText(plan: Plan): string {
  const calls = paidCalls(plan);
  return calls === 0
    ? "no call that AWS charges for by itself"
    : `${counted(calls, "call")} of IndexFaces, which AWS charges for`;
}

/** Calls of IndexFaces. */
export function paidCalls({ mends }: Plan): number {
  return mends.filter(({ kind }) => kind === "register").length;
}

/** What became of one fix. */
export function doneLine(mend: Mend, error: string | undefined, style: Style): string {
  const what = `${WORDS[mend.kind].padEnd(16)} ${mend.key}`;
  return error === undefined ? `${style.green("done")}    ${what}` : `${style.red("failed")}  ${what}: ${error}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
