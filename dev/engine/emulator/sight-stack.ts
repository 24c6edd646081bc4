import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Sighting } from "../recovery.ts";

/** What answers within it is up. Twice this and the pauses of a recovery are less than 5 s. */
const LIMIT_MS = 2_000;

/** What is seen of a stack by its function. */
export type FunctionSighting =
  | Exclude<Sighting, { readonly is: "there" }>
  | { readonly is: "there"; readonly variables: Readonly<Record<string, string>> };

/** Looks whether the stack's function is there, which is what an emulator that was restarted has not. */
export async function sightStack(lambda: LambdaClient, FunctionName: string): Promise<FunctionSighting> {
  try {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }), {
      abortSignal: AbortSignal.timeout(LIMIT_MS),
    });
    return { is: "there", variables: Environment?.Variables ?? {} };
  } catch (error) {
    const isGone = error instanceof Error && error.name === "ResourceNotFoundException";
    return { is: isGone ? "forgotten" : "silent" };
  }
}
