import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { constraintsOf } from "../../../dev/endpoint/model/constraints.ts";
import { shapeOf } from "../../../dev/endpoint/model/reader.ts";
import type { Shape } from "../../../dev/endpoint/model/shape.ts";
import { SERVICES } from "../../../dev/endpoint/services/services.ts";
import { servedOperations } from "../../../dev/gaps/served-operations.ts";
import { BOTOCORE } from "../../../dev/shapes/botocore.ts";

const DATA = join(PROJECT, "dev/endpoint/model/data");
const Ref = v.union([v.string(), v.looseObject({ shape: v.string() })]);
const Document = v.strictObject({
  service: v.string(),
  botocore: v.literal(BOTOCORE.version),
  date: v.literal(BOTOCORE.date),
  apiVersion: v.pipe(v.string(), v.isoDate()),
  names: v.array(v.string()),
  operations: v.record(v.string(), v.looseObject({ input: v.optional(v.string()), output: v.optional(v.string()) })),
  shapes: v.record(
    v.string(),
    v.looseObject({
      type: v.string(),
      members: v.optional(v.record(v.string(), Ref)),
      member: v.optional(Ref),
      key: v.optional(Ref),
      value: v.optional(Ref),
    }),
  ),
});

test("every operation that is served has its model, of the one version, whole: `npm run shapes`", async () => {
  const served = await servedOperations();
  expect(readdirSync(DATA).toSorted()).toEqual([...served.keys()].map((name) => `${name}.json`).toSorted());
  for (const { name: service } of SERVICES) {
    const operations = served.get(service) ?? [];
    const { shapes, ...document } = v.parse(Document, JSON.parse(readFileSync(join(DATA, `${service}.json`), "utf8")));
    expect(Object.keys(document.operations)).toEqual(expect.arrayContaining(operations));
    expect(document.names).toEqual(expect.arrayContaining(operations));
    const used = Object.values(document.operations).flatMap(({ input, output }) => [input ?? [], output ?? []].flat());
    for (const shape of Object.values(shapes)) {
      const { members = {}, member, key, value } = shape;
      used.push(
        ...[...Object.values(members), member, key, value].flatMap((ref) =>
          ref === undefined ? [] : shapeOf(ref as string),
        ),
      );
      // A pattern that JavaScript cannot read would throw here.
      constraintsOf(shape as Shape);
    }
    expect(used.filter((name) => shapes[name] === undefined)).toEqual([]);
  }
});
