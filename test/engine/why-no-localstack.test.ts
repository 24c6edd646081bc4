import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { findEmulator } from "../../dev/engine/emulator/find-emulator.ts";
import { whyNoLocalstack } from "../../dev/engine/emulator/why-no-localstack.ts";
import { describeError } from "../../dev/output/errors.ts";
import { freePort } from "../integration/free-port.ts";

const NOW = { waitMs: 0, notice: (): void => undefined };

// What Docker answers in each of these cases was seen on engine 20.10; a script in its place answers the same here.
const folders: string[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const ENGINE = `[ "$1" = version ] && echo 20.10.24 && exit 0`;
const CONTAINER = `[ "$1" = ps ] && echo "0123456789abcdef exited localstack/localstack:latest localstack" && exit 0`;

test.each([
  {
    what: "nothing at the socket",
    script: `echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2; exit 1`,
    says: "Nothing answers at Docker's socket. Start the engine",
  },
  {
    what: "a socket of others",
    script: `echo "permission denied while trying to connect to the Docker daemon socket" >&2; exit 1`,
    says: "refuses this user. Add the user to the group `docker`",
  },
  {
    what: "no image",
    script: `${ENGINE}; [ "$1" = ps ] && exit 0; exit 1`,
    says: "localstack/localstack:4.14.0 has not been pulled. Pull and start it: docker compose up --wait. Where no image registry is reached, `npm run compose:offline`",
  },
  {
    what: "an image and no container",
    script: `${ENGINE}; [ "$1" = ps ] && exit 0; exit 0`,
    says: "start it: docker compose up --wait",
  },
  {
    what: "a token that is demanded",
    script: `${ENGINE}; ${CONTAINER}; [ "$1" = logs ] && echo "License activation failed! LOCALSTACK_AUTH_TOKEN is not set"; exit 0`,
    says: "asks for an account's token, as LocalStack does after 4.14",
  },
  {
    what: "a port that is taken",
    script: `${ENGINE}; ${CONTAINER}; [ "$1" = inspect ] && echo "Bind for 127.0.0.1:4566 failed: port is already allocated"; exit 0`,
    says: "could not take its port: Bind for 127.0.0.1:4566 failed: port is already allocated Stop what has it, or set LOCALSTACK_PORT.",
  },
  {
    what: "no socket in the container",
    script: `${ENGINE}; ${CONTAINER}; [ "$1" = logs ] && echo "Cannot connect to the Docker daemon"; exit 0`,
    says: "mount /var/run/docker.sock",
  },
])("$what is told", async ({ script, says }) => {
  vi.stubEnv("PATH", `${await dockerThatSays(script)}:/usr/bin:/bin`);
  expect(await whyNoLocalstack()).toContain(says);
});

test("in our image, the host's commands are named", async () => {
  vi.stubEnv("DOPPELFACE_IN_IMAGE", "1");
  expect(await whyNoLocalstack()).toBe(
    "On the host, `docker compose ps --all` and `docker compose logs localstack` tell why.",
  );
  const error = Object.assign(new Error("connect ECONNREFUSED 172.18.0.3:4577"), { code: "ECONNREFUSED" });
  expect(describeError(error)).toBe(
    "Nothing answers: connect ECONNREFUSED 172.18.0.3:4577. On the host, `docker compose ps --all` tells what runs.",
  );
});

test("a machine without docker is told", async () => {
  const empty = await mkdtemp(join(tmpdir(), "doppelface-path-"));
  folders.push(empty);
  vi.stubEnv("PATH", empty);
  expect(await whyNoLocalstack()).toContain("There is no docker command.");
});

test("a program that is no AWS emulator is told from one", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end("not here"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(findEmulator(connectionTo(port), NOW)).rejects.toThrow(
    /is no AWS emulator: .*stop it, or name the emulator's URL with --endpoint\./,
  );
  server.close();
});

test("a version that the project does not know is told", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/_localstack/health") response.end(JSON.stringify({ edition: "pro", version: "2026.5.0" }));
    else response.end(CALLER);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const notices: string[] = [];
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const found = await findEmulator(connectionTo(port), { waitMs: 0, notice: (text) => notices.push(text) });
  expect(found).toMatchObject({ name: "LocalStack 2026.5.0", isLocalstack: true });
  expect(notices).toEqual([expect.stringContaining("was written against 4.14")]);
  server.close();
});

test("a LocalStack whose STS does not answer yet is waited for, and told once", async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url === "/_localstack/health") response.end(JSON.stringify({ version: "4.14.0" }));
    else if (++asked <= 4) response.writeHead(503).end();
    else response.end(CALLER);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const notices: string[] = [];
  const found = await findEmulator(connectionTo(port), { waitMs: 0, notice: (text) => notices.push(text) });
  expect(found).toEqual({ name: "LocalStack 4.14.0", isLocalstack: true });
  expect(notices).toEqual([`http://127.0.0.1:${port} does not answer yet. Waiting for it.`]);
  server.close();
});

test("an emulator that is not there yet is waited for where that is asked for", async () => {
  const port = await freePort();
  const server = createServer((request, response) => {
    if (request.url === "/_localstack/health") response.end(JSON.stringify({ version: "4.14.0" }));
    else response.end(CALLER);
  });
  setTimeout(() => server.listen(port, "127.0.0.1"), 700);
  const notices: string[] = [];
  await findEmulator(connectionTo(port), { waitMs: 20_000, notice: (text) => notices.push(text) });
  expect(notices).toHaveLength(1);
  server.close();
});

const CALLER =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
  "<Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

function connectionTo(port: number) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials };
}

async function dockerThatSays(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "doppelface-docker-"));
  folders.push(folder);
  await writeFile(join(folder, "docker"), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "docker"), 0o755);
  return folder;
}
