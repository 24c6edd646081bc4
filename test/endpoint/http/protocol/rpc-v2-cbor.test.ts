import { cbor } from "@smithy/core/cbor";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { signed } from "../../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});

afterAll(() => endpoint.stop());

async function call(path: string, body: Uint8Array, secretAccessKey = "test") {
  const request = {
    method: "POST",
    path,
    headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
    body: Buffer.from(body),
  };
  const { headers } = await signed(endpoint.url, request, { service: "monitoring", secretAccessKey });
  const answer = await fetch(`${endpoint.url}${path}`, { method: "POST", headers, body: Buffer.from(body) });
  return {
    status: answer.status,
    protocol: answer.headers.get("smithy-protocol"),
    type: answer.headers.get("content-type"),
    queryError: answer.headers.get("x-amzn-query-error"),
    body: cbor.deserialize(new Uint8Array(await answer.arrayBuffer())) as unknown,
  };
}

const PATH = "/service/GraniteServiceVersion20100801/operation";

test("an operation is found by its path and answered in CBOR", async () => {
  expect(await call(`${PATH}/DescribeAlarms`, cbor.serialize({ MaxRecords: 5 }))).toEqual({
    status: 200,
    protocol: "rpc-v2-cbor",
    type: "application/cbor",
    queryError: null,
    body: { MetricAlarms: [], CompositeAlarms: [] },
  });
  expect(await call(`${PATH}/DescribeAlarms`, new Uint8Array())).toMatchObject({ status: 200 });
});

test.each<[string, string, Uint8Array, string]>([
  ["an operation that is not there", `${PATH}/GetDashboard`, cbor.serialize({}), "UnsupportedOperation"],
  ["what is no operation of AWS", `${PATH}/GetMetric`, cbor.serialize({}), "UnknownOperationException"],
  [
    "another service's path",
    "/service/Other/operation/DescribeAlarms",
    cbor.serialize({}),
    "UnknownOperationException",
  ],
  ["another path", "/", cbor.serialize({}), "UnknownOperationException"],
  ["a body that is not CBOR", `${PATH}/DescribeAlarms`, Buffer.from([0xff, 0x00]), "SerializationException"],
])("%s is an error in CBOR", async (_what, path, body, code) => {
  expect(await call(path, body)).toMatchObject({
    status: 400,
    protocol: "rpc-v2-cbor",
    queryError: `${code};Sender`,
    body: { __type: code, message: expect.any(String) as string },
  });
});

test("a wrong signature has the names of both protocols", async () => {
  expect(await call(`${PATH}/DescribeAlarms`, cbor.serialize({}), "guessed")).toMatchObject({
    status: 400,
    queryError: "SignatureDoesNotMatch;Sender",
    body: { __type: "InvalidSignatureException" },
  });
});
