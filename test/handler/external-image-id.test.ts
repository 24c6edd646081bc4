import { expect, test } from "vitest";
import { externalImageId } from "../../handler/external-image-id.ts";

test("is the same for the same version, and tells nothing of the key", () => {
  const id = externalImageId("bucket", "ada-lovelace.jpg", "v1");
  expect(id).toBe(externalImageId("bucket", "ada-lovelace.jpg", "v1"));
  expect(id).toMatch(/^[0-9a-f]{64}$/);
});

test("differs between buckets, keys and versions, wherever one ends and the next begins", () => {
  const ids = [
    externalImageId("a", "b", "c"),
    externalImageId("ab", "", "c"),
    externalImageId("a", "bc", ""),
    externalImageId("a", "b", "d"),
    externalImageId("a", "b", undefined),
    externalImageId("a", "b", "null"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});
