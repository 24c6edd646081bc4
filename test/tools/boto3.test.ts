import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import type { ServiceName } from "../../dev/endpoint/service.ts";
import { SERVICES } from "../../dev/endpoint/services/services.ts";
import { servedOperations } from "../../dev/gaps/served-operations.ts";
import { runBoto3 } from "./run-boto3.ts";

let served: Awaited<ReturnType<typeof servedOperations>>;

beforeAll(async () => {
  served = await servedOperations();
});

/** What a script is told besides where the endpoint is. */
const ARGUMENTS: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  rekognition: [join(PROJECT, "fixtures/pictures")],
};

test.each(SERVICES.map(({ name }) => name))(
  "boto3 calls every operation of %s and finds what it expects",
  async (service) => {
    const { called, wrong, checks } = await runBoto3(`${service}_boto3.py`, ...(ARGUMENTS[service] ?? []));
    expect(wrong).toEqual([]);
    expect(checks).toBeGreaterThan(9);
    expect([...called].toSorted()).toEqual(expect.arrayContaining(served.get(service) ?? ["nothing is served"]));
  },
);
