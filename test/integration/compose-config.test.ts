import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ComposeConfig, composeConfig } from "./compose-config.ts";

// What the variables of docker-compose.yml do, as `docker compose config` has it: no engine is asked.

const MODES = ["local", "replay", "record", "aws"] as const;
const AWS = {
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "a-secret",
  AWS_SESSION_TOKEN: "a-token",
  AWS_REGION: "eu-central-1",
  AWS_DEFAULT_REGION: "eu-west-1",
  AWS_PROFILE: "a-profile",
};
const UPSTREAM = {
  DOPPELFACE_UPSTREAM: "http://host.docker.internal:4600",
  DOPPELFACE_YES: "true",
  DOPPELFACE_MAX_CALLS: "12345",
  DOPPELFACE_PREFIX: "ours-",
};
const RECORD = {
  DOPPELFACE_CONSENT: "the sitters, in writing",
  DOPPELFACE_EXPIRES: "2027-01-31",
  DOPPELFACE_UPDATE: "1",
  DOPPELFACE_ATTRIBUTES: "1",
};

let elsewhere: string;

beforeAll(async () => {
  elsewhere = await mkdtemp(join(tmpdir(), "doppelface elsewhere-"));
});

afterAll(() => rm(elsewhere, { recursive: true }));

test("without variables there are three services, nothing of the user's is mounted, and nothing warns", async () => {
  const { config, json, stderr } = await composeConfig();
  expect(stderr).toBe("");
  expect(Object.keys(config.services).toSorted()).toEqual(["localstack", "rekognition", "watch"]);
  expect(rekognitionOf(config).environment["DOPPELFACE_REKOGNITION"]).toBe("local");
  expect(boundIn(config, "rekognition")).toEqual([]);
  expect(json).not.toContain(join(homedir(), ".aws"));
  expect(json).not.toMatch(/AWS_(ACCESS|SECRET|SESSION|PROFILE)/);
});

test.each(MODES)(
  "DOPPELFACE_REKOGNITION=%s is the mode of the one Rekognition, with a state of its own",
  async (mode) => {
    const { config, stderr } = await composeConfig({ variables: { DOPPELFACE_REKOGNITION: mode } });
    expect(stderr).toBe("");
    expect(Object.keys(config.services).toSorted()).toEqual(["localstack", "rekognition", "watch"]);
    const { environment, command } = rekognitionOf(config);
    expect(environment["DOPPELFACE_REKOGNITION"]).toBe(mode);
    expect(command?.slice(0, 3)).toEqual(["rekognition", "--state", mode === "local" ? "/state" : `/state/${mode}`]);
    const recordings = rekognitionOf(config).volumes.filter(({ target }) => target === "/app/fixtures/recordings");
    const isThere = mode === "replay" || mode === "record";
    expect(recordings.map(({ source, read_only: readOnly }) => [source, readOnly === true])).toEqual(
      isThere ? [[join(process.cwd(), "fixtures/recordings"), mode === "replay"]] : [],
    );
  },
);

test("a mode that is none is refused by name", async () => {
  const variables = { DOPPELFACE_REKOGNITION: "amazon" };
  await expect(composeConfig({ variables })).rejects.toThrow("dev/docker/rekognition/amazon.yml");
});

test.each(["local", "dev", "replay,aws", ""])("COMPOSE_PROFILES=%s of the shell changes nothing", async (profiles) => {
  const { config } = await composeConfig({ variables: { COMPOSE_PROFILES: profiles } });
  expect(config).toEqual((await composeConfig()).config);
});

test.each(["record", "aws"])(
  "in mode %s Rekognition has the credentials and the wishes, and nobody else",
  async (mode) => {
    const variables = { ...AWS, ...UPSTREAM, ...RECORD, DOPPELFACE_REKOGNITION: mode };
    const { config, stderr } = await composeConfig({ variables });
    expect(stderr).toBe("");
    const { environment, volumes, extra_hosts: hosts } = rekognitionOf(config);
    expect(environment).toMatchObject({ ...AWS, ...UPSTREAM, HOME: "/home" });
    const recorded = Object.keys(RECORD).map((name) => environment[name]);
    expect(recorded).toEqual(mode === "record" ? Object.values(RECORD) : Object.values(RECORD).map(() => undefined));
    // The profile's file, and what `aws sso login` has left; never made where it is not there, never written.
    expect(volumes.filter(({ target }) => target.startsWith("/home"))).toEqual([
      { type: "bind", source: join(homedir(), ".aws"), target: "/home/.aws", read_only: true, bind: {} },
    ]);
    expect(hosts).toEqual(["host.docker.internal=host-gateway"]);
    const { rekognition: _, ...others } = config.services;
    const values = [AWS, UPSTREAM, { DOPPELFACE_CONSENT: RECORD.DOPPELFACE_CONSENT }].flatMap(Object.values);
    const text = JSON.stringify(others);
    // That `watch` has nothing to say yes to is seen by its name.
    const told = [...values.filter((value) => value !== "true"), ".aws", "DOPPELFACE_YES"];
    expect(told.filter((value) => text.includes(value))).toEqual([]);
  },
);

test.each(["local", "replay"])("in mode %s there are none of them", async (mode) => {
  const variables = { ...AWS, ...UPSTREAM, ...RECORD, DOPPELFACE_REKOGNITION: mode };
  const { config } = await composeConfig({ variables });
  const without = await composeConfig({ variables: { DOPPELFACE_REKOGNITION: mode } });
  expect(config).toEqual(without.config);
});

test("without AWS_PROFILE no folder of credentials is mounted", async () => {
  const { AWS_PROFILE: _, ...keys } = AWS;
  const { config, json } = await composeConfig({ variables: { ...keys, DOPPELFACE_REKOGNITION: "aws" } });
  expect(rekognitionOf(config).environment).toMatchObject(keys);
  expect(json).not.toContain(join(homedir(), ".aws"));
});

test("collections of an upstream have the developer's name before theirs, not that of the image's user", async () => {
  const prefix = async (variables: Record<string, string>): Promise<string | null | undefined> => {
    const { config } = await composeConfig({ variables: { ...variables, DOPPELFACE_REKOGNITION: "aws" } });
    return rekognitionOf(config).environment["DOPPELFACE_PREFIX"];
  };
  expect(await prefix({ USER: "nora" })).toBe("doppelface-nora-");
  expect(await prefix({ USER: "nora", DOPPELFACE_PREFIX: "team-" })).toBe("team-");
  expect(await prefix({})).toBe("doppelface-docker-");
});

test("DOPPELFACE_USER is who Rekognition and `watch` run as; 1000 unless told", async () => {
  const users = ({ services }: ComposeConfig): unknown => [services["rekognition"]?.user, services["watch"]?.user];
  expect(users((await composeConfig()).config)).toEqual(["1000:1000", "1000:1000"]);
  const { config } = await composeConfig({ variables: { DOPPELFACE_USER: "1001:121" } });
  expect(users(config)).toEqual(["1001:121", "1001:121"]);
});

test("images, ports, the set of recordings and LocalStack's token come from variables", async () => {
  const { config } = await composeConfig({
    variables: {
      LOCALSTACK_IMAGE: "localstack/localstack:latest",
      LOCALSTACK_AUTH_TOKEN: "ls-token",
      LOCALSTACK_PORT: "5566",
      REKOGNITION_PORT: "5577",
      DOPPELFACE_IMAGE: "registry.example/doppelface:1",
      DOPPELFACE_REKOGNITION: "replay",
      DOPPELFACE_RECORDINGS: "ours",
      COMPOSE_PROJECT_NAME: "another",
    },
  });
  const { localstack, rekognition, watch } = config.services;
  expect(localstack?.image).toBe("localstack/localstack:latest");
  expect(localstack?.environment).toMatchObject({
    LOCALSTACK_AUTH_TOKEN: "ls-token",
    LAMBDA_DOCKER_NETWORK: "another",
    MAIN_DOCKER_NETWORK: "another",
  });
  expect([rekognition?.image, watch?.image]).toEqual(Array(2).fill("registry.example/doppelface:1"));
  expect(rekognition?.environment["DOPPELFACE_RECORDINGS"]).toBe("ours");
  const ports = [...(localstack?.ports ?? []), ...(rekognition?.ports ?? [])];
  expect(ports.map((port) => [port.host_ip, port.published])).toEqual([
    ["127.0.0.1", "5566"],
    ["127.0.0.1", "5577"],
  ]);
});

test("DOCKER_SOCK is mounted where LocalStack looks for the socket, and is not made where it is not there", async () => {
  const variables = { DOCKER_SOCK: "/run/user/1001/podman/podman.sock" };
  const { config } = await composeConfig({ variables });
  const sockets = (config.services["localstack"]?.volumes ?? []).filter(({ target }) => target.endsWith(".sock"));
  expect(sockets).toEqual([{ type: "bind", source: variables.DOCKER_SOCK, target: "/var/run/docker.sock", bind: {} }]);
});

test("no mount is given another SELinux label, and whoever has one is not confined by it", async () => {
  for (const mode of MODES) {
    const { config } = await composeConfig({ variables: { ...AWS, DOPPELFACE_REKOGNITION: mode } });
    for (const { volumes, security_opt: options } of Object.values(config.services)) {
      for (const { bind } of volumes) expect(bind?.selinux).toBeUndefined();
      expect(options).toContain("label=disable");
    }
  }
});

test("another folder than the compose file's is refused, by a name that says what to do", async () => {
  const file = join(process.cwd(), "docker-compose.yml");
  const refused = "dev/docker/cd-to-the-folder-of-docker-compose.yml: no such file";
  await expect(composeConfig({ cwd: elsewhere, files: [file] })).rejects.toThrow(refused);
  // Compose looks for its file in the folders above, too.
  await expect(composeConfig({ cwd: join(process.cwd(), "handler") })).rejects.toThrow(refused);
});

test("a path with blanks and signs is mounted as it is", async () => {
  const folder = join(elsewhere, "a clone: mine & (more)");
  await mkdir(folder);
  for (const part of ["docker-compose.yml", ".env", "dev/docker"]) {
    await cp(part, join(folder, part), { recursive: true });
  }
  const { config } = await composeConfig({ cwd: folder });
  const { volumes = [], environment = {} } = config.services["watch"] ?? {};
  expect(environment["DOPPELFACE_BUILDS"]).toBe(join(folder, ".doppelface/builds"));
  expect(volumes.find(({ target }) => target === folder)?.source).toBe(folder);
  expect(volumes.find(({ target }) => target.startsWith("/run"))?.source).toBe(join(folder, "docker-compose.yml"));
});

test("the image is built by every `up`, of what has changed", async () => {
  const { config } = await composeConfig();
  expect(config.services["rekognition"]?.pull_policy).toBe("build");
  expect(config.services["watch"]?.pull_policy).toBe("build");
});

test("the override changes images, how they come, and of the emulator command, health check and mounts", async () => {
  const shipped = await composeConfig();
  const offline = await composeConfig({ files: ["docker-compose.yml", "test/integration/compose.offline.yml"] });
  const changed = ["build", "image", "pull_policy"];
  expect(differences(shipped.config, offline.config).toSorted()).toEqual([
    "services.localstack.command",
    "services.localstack.healthcheck.test",
    "services.localstack.image",
    "services.localstack.volumes",
    ...changed.map((member) => `services.rekognition.${member}`),
    ...changed.map((member) => `services.watch.${member}`),
  ]);
});

function rekognitionOf({ services }: ComposeConfig): ComposeConfig["services"][string] {
  const found = services["rekognition"];
  if (found === undefined) throw new Error("There is no service `rekognition`.");
  return found;
}

/** Folders of this machine that a service has. */
function boundIn({ services }: ComposeConfig, service: string): unknown[] {
  return (services[service]?.volumes ?? []).filter(({ type }) => type === "bind");
}

/** Paths at which two values differ; lists are compared as wholes, and what one lacks at its topmost member. */
function differences(left: unknown, right: unknown, path: readonly string[] = []): string[] {
  if (isRecord(left) && isRecord(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => differences(left[key], right[key], [...path, key]));
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [path.join(".")];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
