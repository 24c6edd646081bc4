import { InvokeCommand } from "@aws-sdk/client-lambda";
import { start } from "doppelface/testing";

/**
 * Runs the whole environment on the folder that it is given, until it is killed; tells the parent what it needs. Of the
 * events of S3 it delivers that share a second time, a while later: S3 delivers at least once.
 */
const [state, duplicates = "0"] = process.argv.slice(2);
if (state === undefined) throw new Error("Usage: environment-process.ts FOLDER [SHARE]");
// Few functions at once, or the load is mostly their starts.
const { clients, connection, resources, bus } = await start({ state, context: { reservedConcurrency: "2" } });
bus.on("notice", ({ message }) => process.send?.({ notice: message }));
bus.on("invoked", ({ functionName: FunctionName, payload: Payload }) => {
  if (Math.random() >= Number(duplicates)) return;
  setTimeout(() => {
    clients.lambda.send(new InvokeCommand({ FunctionName, InvocationType: "Event", Payload })).catch(() => undefined);
  }, Math.random() * 500);
});
process.send?.({ connection, resources });
