import { expect, test } from "vitest";
import { loggable } from "../../handler/observe.ts";

test.each(["staff/zoë ann-müller.jpg", "a+b-c.jpg", "jane-doe.jpg"])(
  "takes %s out of an error, however it is written",
  (key) => {
    const error = new Error(
      `no access to arn:aws:s3:::b/${key}, /b/${encodeURI(key)}, ${encodeURIComponent(key).replaceAll("%20", "+")}`,
    );
    const logged = loggable(error, key);
    expect(logged.message).toBe("no access to arn:aws:s3:::b/<key>, /b/<key>, <key>");
    expect(logged.stack).toContain("observe.test.ts");
    expect(logged.stack).not.toMatch(/ann|doe|b-c/);
  },
);

test("keeps what AWS support asks for", () => {
  const error = Object.assign(new Error("refused"), { $metadata: { requestId: "r-1", httpStatusCode: 400 } });
  error.name = "AccessDeniedException";
  expect(loggable(error, undefined)).toMatchObject({
    name: "AccessDeniedException",
    message: "refused",
    request_id: "r-1",
    status_code: 400,
  });
});

test("takes what is no error", () => {
  expect(loggable("jane-doe.jpg is odd", "jane-doe.jpg")).toEqual({ name: "NonError", message: "<key> is odd" });
});
