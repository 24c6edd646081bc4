import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient } from "./stack-client.ts";

// Run by resume.test.ts: node killed-endpoint.ts <state folder> <stack> <templates as JSON> <logical id> <status>
// [<template>]: one that goes into the bucket `templates` as `child.json` first.
// Brings a stack from template to template, and kills itself at that status of that resource in the last of them.
const [folder = "", stack = "", templates = "[]", logicalId = "", status = ""] = process.argv.slice(2);
const endpoint = await startTestEndpoint({ state: { folder } });
const client = new StackClient(endpoint.client);
const child = process.argv[7];
if (child !== undefined) {
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
  await s3.send(new PutObjectCommand({ Bucket: "templates", Key: "child.json", Body: child }));
}
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
