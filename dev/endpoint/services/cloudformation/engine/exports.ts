import type { Stack, StackOutput } from "../stack.ts";
import { type Reader, exportNamed } from "../stored-exports.ts";
import { validationError } from "../errors.ts";
import { importersOf } from "./imports.ts";

type Own = Pick<Stack, "id" | "account" | "region" | "outputs">;

/** The value of an export, as another stack gets it; a stack that is being deleted has none any more. */
export function importable(state: Reader, at: Pick<Stack, "account" | "region">, name: string): string | undefined {
  const found = exportNamed(state, at, name);
  return found === undefined || found.status === "DELETE_IN_PROGRESS" ? undefined : found.value;
}

/** Throws where a stack may not have these outputs, since another one exports the name, or imports what would go. */
export function requireExports(state: Reader, own: Own, outputs: readonly StackOutput[]): void {
  for (const { ExportName: name } of outputs) {
    if (name === undefined) continue;
    const other = exportNamed(state, own, name);
    if (other !== undefined && other.stackId !== own.id) {
      throw validationError(`Export with name ${name} is already exported by another stack.`);
    }
  }
  const inUse = exportInUse(state, own, outputs);
  if (inUse !== undefined) throw validationError(inUse);
}

/**
 * What is said of an export that other stacks import and that would go, or change; undefined where there is none. The
 * words are those of 2025, quoted at repost.aws.
 */
export function exportInUse(state: Reader, own: Own, outputs: readonly StackOutput[]): string | undefined {
  const after = new Map(outputs.map(({ ExportName, OutputValue }) => [ExportName, OutputValue]));
  for (const { ExportName: name, OutputValue: value } of own.outputs) {
    if (name === undefined || after.get(name) === value) continue;
    const importers = importersOf(state, own, name).filter(({ id }) => id !== own.id);
    if (importers.length === 0) continue;
    const verb = after.has(name) ? "update" : "delete";
    return `Cannot ${verb} export ${name} as it is in use by ${importers.map((stack) => stack.name).join(" and ")}.`;
  }
  return undefined;
}
