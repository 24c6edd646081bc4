import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Sighting } from "../recovery.ts";

/** What answers within it is up. Twice this and the pauses of a recovery are less than 5 s. */
const LIMIT_MS = 2_000;

/** Looks whether the stack's function is there, which is what an emulator that was restarted has not. */
export async function sightStack(lambda: LambdaClient, FunctionName: string): Promise<Sighting> {
  try {
    await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }), {
      abortSignal: AbortSignal.timeout(LIMIT_MS),
    });
    return { is: "there" };
  } catch (error) {
    const isGone = error instanceof Error && error.name === "ResourceNotFoundException";
    return { is: isGone ? "forgotten" : "silent" };
  }
}
