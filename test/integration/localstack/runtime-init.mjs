#!/usr/local/bin/node
// Runs a function of Node in LocalStack's containers, in the place of LocalStack's own program for that, which comes
// from a server that may be out of reach. As seen in LocalStack 4.14.0 (services/lambda_/invocation/): it says that it
// is ready, takes `POST /invoke` on port 9563, and sends the logs first and then the answer or the error.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const {
  LOCALSTACK_RUNTIME_ENDPOINT: endpoint,
  LOCALSTACK_RUNTIME_ID: id,
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  _HANDLER: handler = "",
} = process.env;
const [file, name] = handler.split(".");

let written = "";
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    written += String(chunk);
    return write(chunk, ...rest);
  };
}

// The first process of a container ends by this signal only where it says so.
process.on("SIGTERM", () => process.exit());

createServer((request, response) => {
  void invoke(request, response);
}).listen(9563, "0.0.0.0", () => void post(`status/${id}/ready`, {}));

async function invoke(request, response) {
  const { "invoke-id": awsRequestId, payload } = JSON.parse(await text(request));
  response.end();
  written = `START RequestId: ${awsRequestId} Version: $LATEST\n`;
  const startedAt = performance.now();
  const [kind, answer] = await run(JSON.parse(payload), { awsRequestId, functionName });
  const ms = (performance.now() - startedAt).toFixed(2);
  written += `END RequestId: ${awsRequestId}\nREPORT RequestId: ${awsRequestId}\tDuration: ${ms} ms\n`;
  await post(`invocations/${awsRequestId}/logs`, { logs: written });
  await post(`invocations/${awsRequestId}/${kind}`, answer);
}

async function run(event, context) {
  try {
    const path = ["mjs", "js", "cjs"].map((end) => `/var/task/${file}.${end}`).find((one) => existsSync(one));
    const module = await import(path ?? `/var/task/${file}.mjs`);
    return ["response", (await module[name](event, context)) ?? null];
  } catch (error) {
    return [
      "error",
      { errorType: error.name, errorMessage: error.message, stackTrace: String(error.stack).split("\n") },
    ];
  }
}

function post(path, body) {
  const headers = { "content-type": "application/json" };
  return fetch(`${endpoint}/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}
