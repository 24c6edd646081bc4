import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { reasonOf } from "../../pipeline/answered-error.ts";
import type { Connection } from "../../pipeline/connection.ts";

/** A first start in a container, its image there already, takes seconds. */
const LIMIT_MS = 60_000;

/** Invokes the function with an event of no records. Resolves with what is in the way; undefined where it answers. */
export async function probeFunction(connection: Connection, functionName: string): Promise<string | undefined> {
  const lambda = new LambdaClient({ ...connection, maxAttempts: 1 });
  const event = new TextEncoder().encode(JSON.stringify({ Records: [] }));
  try {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: event }),
      { abortSignal: AbortSignal.timeout(LIMIT_MS) },
    );
    if (FunctionError === undefined) return undefined;
    return whyNot(functionName, Payload?.transformToString() ?? FunctionError);
  } catch (error) {
    return whyNot(functionName, reasonOf(error));
  } finally {
    lambda.destroy();
  }
}

function whyNot(functionName: string, said: string): string {
  const head = `The function ${functionName} does not run there, so that uploads become no rows: ${said.slice(0, 500)}`;
  if (/docker/i.test(said)) {
    return `${head}\nThe emulator runs functions in containers and cannot start one: it needs Docker's socket and the runtime's image.`;
  }
  if (/abort|timed? ?out|timeout/i.test(said)) {
    return `${head}\nIts container does not reach the emulator, or the other way round: both have to be in one network (LAMBDA_DOCKER_NETWORK, as in docker-compose.yml).`;
  }
  return head;
}
