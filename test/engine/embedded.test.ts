import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { loadSettings } from "../../dev/config/load.ts";
import { embeddedEngine } from "../../dev/engine/embedded.ts";
import { describeError } from "../../dev/output/errors.ts";
import { Bus } from "../../dev/trace/bus.ts";

function engine(flags: Record<string, string>) {
  const bus = new Bus();
  const notices: string[] = [];
  bus.on("notice", ({ message }) => notices.push(message));
  return { notices, ...embeddedEngine({ settings: loadSettings(flags), ephemeral: true, fresh: false, bus }) };
}

test("stays on the loopback without a word, and warns where other machines can reach it", async () => {
  const alone = engine({ port: "0" });
  const open = engine({ port: "0", host: "0.0.0.0", "allow-host": "emulator" });

  const loopback = await alone.start();
  const everywhere = await open.start();

  expect(loopback.connection.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:/);
  expect(alone.notices).toEqual([]);
  expect(open.notices).toEqual([expect.stringMatching(/^Listening on 0\.0\.0\.0: whoever reaches this machine/)]);
  await new S3Client(everywhere.connection).send(new CreateBucketCommand({ Bucket: "reached" }));
  await Promise.all([loopback.stop(), everywhere.stop()]);
});

test("says of a port that is in use which one, and what to do; the state is free again", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const port = String((taken.address() as AddressInfo).port);

  const error: unknown = await engine({ port })
    .start()
    .catch((reason: unknown) => reason);

  expect(describeError(error)).toBe(
    `Port ${port} is in use by another program. Stop it, or choose another port with --port N (0: any free one).`,
  );
  taken.close();
  await once(taken, "close");
  const running = await engine({ port }).start();
  expect(running.connection.endpoint).toBe(`http://127.0.0.1:${port}`);
  await running.stop();
});
