import { GetFunctionCommand, UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { TestEnvironment } from "../../../dev/testing/testing.ts";

/** Has the pipeline's function run a package, or the text of an `index.mjs`. */
export async function runCode({ clients, resources }: TestEnvironment, code: Uint8Array | string): Promise<void> {
  const ZipFile = typeof code === "string" ? zipSync({ "index.mjs": strToU8(code) }) : code;
  const { functionName: FunctionName } = resources;
  await clients.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  await waitUntilFunctionUpdatedV2({ client: clients.lambda, maxWaitTime: 30 }, { FunctionName });
}

/** The package that the pipeline's function runs. */
export async function currentCode({ clients, resources }: TestEnvironment): Promise<Uint8Array> {
  const { Code } = await clients.lambda.send(new GetFunctionCommand({ FunctionName: resources.functionName }));
  return new Uint8Array(await (await fetch(Code?.Location ?? "")).arrayBuffer());
}
