import { expect, test } from "vitest";
import type { FunctionRecord } from "../../../../dev/endpoint/services/lambda/function-record.ts";
import { versionsInPlace } from "../../../../dev/endpoint/services/lambda/qualifiers.ts";
import { FunctionStore } from "../../../../dev/endpoint/services/lambda/store.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const MANY = 1001;

test("a save reaches every version that runs in place, and every function", async () => {
  await using endpoint = await startTestEndpoint();
  const store = new FunctionStore(endpoint.state);
  const latest = {
    account: "000000000000",
    region: "us-east-1",
    name: "many",
    version: "$LATEST",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:many",
    code: { sha256: "", size: 0, folder: "f" },
    hotReload: "/work",
  } as unknown as FunctionRecord;
  await endpoint.state.write(() => {
    for (let number = 1; number <= MANY; number++) {
      store.saveVersion({ ...latest, version: `${number}`, hotReload: undefined });
      store.save({ ...latest, name: `many-${number}` });
    }
  });

  expect(versionsInPlace(store, latest)).toHaveLength(MANY);
  expect(store.hotReloaded()).toHaveLength(MANY);
});
