import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient } from "./stack-client.ts";

// Run by resume.test.ts: node killed-endpoint.ts <state folder> <stack> <templates as JSON> <logical id> <status>.
// Brings a stack from template to template, and kills itself at that status of that resource in the last of them.
const [folder = "", stack = "", templates = "[]", logicalId = "", status = ""] = process.argv.slice(2);
const endpoint = await startTestEndpoint({ state: { folder } });
const client = new StackClient(endpoint.client);
const steps = JSON.parse(templates) as object[];
for (const [at, template] of steps.entries()) {
  if (at === steps.length - 1) {
    endpoint.bus.on("stackChanged", (event) => {
      if ((event.logicalId ?? event.stack) === logicalId && event.status === status) {
        process.kill(process.pid, "SIGKILL");
      }
    });
  }
  if (at === 0) await client.create(stack, template);
  else if (Object.keys(template).length > 0) await client.update(stack, template);
  else await client.delete(stack);
}
