import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";

/** Makes a function, and waits until it is active. */
export async function createFunction(
  lambda: LambdaClient,
  name: string,
  role: string,
  settings: Pick<CreateFunctionCommandInput, "Runtime" | "Handler" | "Code">,
): Promise<void> {
  await lambda.send(new CreateFunctionCommand({ FunctionName: name, Role: role, MemorySize: 512, ...settings }));
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10, minDelay: 0.05 }, { FunctionName: name });
}

/** Milliseconds until the answer. Rejects where it is not the one expected. */
export async function invokeOnce(
  lambda: LambdaClient,
  name: string,
  event: unknown,
  expected: unknown,
): Promise<number> {
  const startedAt = performance.now();
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  );
  const ms = performance.now() - startedAt;
  const text = Payload?.transformToString() ?? "";
  if (FunctionError !== undefined || JSON.stringify(JSON.parse(text)) !== JSON.stringify(expected)) {
    throw new Error(`The invocation of ${name} answered ${FunctionError ?? ""} ${text}`);
  }
  return ms;
}
