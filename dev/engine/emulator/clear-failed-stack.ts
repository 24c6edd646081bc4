import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DeleteFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { deleteStack } from "../../app/stack.ts";
import { reasonOf } from "../../pipeline/answered-error.ts";
import type { Connection } from "../../pipeline/connection.ts";

/** Names of the functions among these that an emulator has. */
export async function functionsThere(connection: Connection, names: readonly string[]): Promise<string[]> {
  const lambda = new LambdaClient(connection);
  try {
    const found: string[] = [];
    for (const FunctionName of names) {
      const there = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).then(
        () => true,
        () => false,
      );
      if (there) found.push(FunctionName);
    }
    return found;
  } finally {
    lambda.destroy();
  }
}

/**
 * Takes away what a stack has made that could not be created, so that the next deploy does not stumble over it. A function
 * that did not become active may stay after its stack: the next create is refused with `Function already exist`. LocalStack
 * 4.14.0 may not delete the stack either: without its function the bucket's permission makes it DELETE_FAILED, for good.
 * @param functions those that the stack names and that were not there before it
 * @returns what could not be taken away, in words; undefined where nothing is left
 */
export async function clearFailedStack(
  connection: Connection,
  cloudformation: CloudFormationClient,
  stack: string,
  functions: readonly string[],
): Promise<string | undefined> {
  const lambda = new LambdaClient(connection);
  try {
    await deleteStack(cloudformation, stack);
    for (const FunctionName of await functionsThere(connection, functions)) {
      await lambda.send(new DeleteFunctionCommand({ FunctionName }));
    }
    return undefined;
  } catch (error) {
    return reasonOf(error);
  } finally {
    lambda.destroy();
  }
}
