import { ListCollectionsCommand } from "@aws-sdk/client-rekognition";
import { execFile } from "node:child_process";
import { cp, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { usableImage } from "../../dev/engine/container.ts";
import { homeVariables, homeWithProfile } from "./aws-home.ts";
import { type ComposeProject, composeProject } from "./compose-project.ts";
import { freePort } from "./free-port.ts";
import { type UpstreamForContainers, startUpstreamForContainers } from "./upstream-for-containers.ts";

// Every command of dev/docs/docker.md, from the first to the last, as it stands there: in a clone of its own, with
// another Doppelface where the page has AWS.

const run = promisify(execFile);
const OWNER = process.getuid?.() ?? 1000;
const REGION = "eu-central-1";
const PATIENCE_MS = 400_000;

let upstream: UpstreamForContainers;
let home: string;
let project: ComposeProject;
let blocks: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  blocks = blocksOf(await readFile("dev/docs/docker.md", "utf8"));
  upstream = await startUpstreamForContainers();
  home = await homeWithProfile({
    profile: "my-profile",
    region: REGION,
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    owner: OWNER,
  });
  project = await composeProject({
    ports: { localstack: await freePort(), rekognition: await freePort() },
    variables: {
      ...homeVariables(home),
      USER: "tester",
      DOPPELFACE_UPSTREAM: upstream.url,
      DOPPELFACE_IMAGE: await usableImage(),
      COMPOSE_FILE: "docker-compose.yml:test/integration/compose.offline.yml",
    },
  });
  await cp("fixtures/pictures", join(project.folder, "fixtures/pictures"), { recursive: true });
});

afterAll(async () => {
  await project?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
  if (home !== undefined) await rm(home, { recursive: true });
});

test(
  "start, drop, look, save and stop",
  async () => {
    await runBlocks("Start");
    await runBlocks("Drop a picture", /nora-lind\.jpg +REGISTERED/);
    const [looked] = await runBlocks("Look");
    expect(looked).toMatch(/nora +lind/);
    expect(looked).toMatch(/nora-lind\.jpg +REGISTERED/);
    expect(looked).toContain("REPORT RequestId");
    expect(looked).toMatch(/^nora lind +\d/m);

    await runBlocks("Save", /face-rows\.ts +LIVE/);
    const rows = () => project.compose("exec", "watch", "doppelface", "rows");
    await expect.poll(rows, { timeout: 60_000 }).toMatch(/BEN +okada/);
    // What the page takes back by git; the copy is no clone.
    await cp("handler", join(project.folder, "handler"), { recursive: true });
    await runBlocks("Stop");
    expect((await project.compose("ps", "--all", "--quiet")).trim()).toBe("");
  },
  PATIENCE_MS,
);

test(
  "real Rekognition",
  async () => {
    const [said, destroyed] = await runBlocks("Real Rekognition");
    expect(said).toContain(`Rekognition's calls go to ${upstream.url}, Region ${REGION}`);
    expect(destroyed).toContain("deleted  doppelface-tester-employees");
    const { CollectionIds } = await upstream.client(REGION).send(new ListCollectionsCommand({}));
    expect(CollectionIds).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "record, and replay of it",
  async () => {
    await runBlocks("Record", /greta-holm\.jpg +REGISTERED/);
    const recorded = await readdir(join(project.folder, "fixtures/recordings/mine/employees/IndexFaces"));
    expect(recorded.length).toBeGreaterThan(0);
    const before = upstream.signed();
    const [replayed] = await runBlocks("Replay", /greta-holm\.jpg +REGISTERED/);
    expect(replayed).toMatch(/greta +holm/);
    expect(upstream.signed()).toEqual(before);
  },
  PATIENCE_MS,
);

test("there is no command besides", () => {
  const run = ["Start", "Drop a picture", "Look", "Save", "Stop", "Real Rekognition", "Record", "Replay"];
  expect([...blocks.keys()].toSorted()).toEqual(run.toSorted());
});

/**
 * Runs the blocks of a heading, each in a shell that ends with the first command that fails. Resolves with what each
 * printed.
 * @param shown what `logs -f` is looked at for: then a user presses Ctrl-C
 */
async function runBlocks(heading: string, shown?: RegExp): Promise<string[]> {
  const printed: string[] = [];
  for (const block of blocks.get(heading) ?? []) {
    const script = block.replaceAll("docker compose logs -f watch", () => untilShown(shown));
    const { stdout } = await run("sh", ["-euc", script], {
      cwd: project.folder,
      env: project.env,
      maxBuffer: 1 << 24,
      timeout: PATIENCE_MS / 2,
    });
    printed.push(stdout);
  }
  expect(printed).not.toEqual([]);
  return printed;
}

function untilShown(shown: RegExp | undefined): string {
  if (shown === undefined) throw new Error("What is to be seen in the log?");
  return `until docker compose logs watch | grep -E '${shown.source.replaceAll(String.raw`\d`, "[0-9]")}'; do sleep 1; done`;
}

/** The shell blocks of a page, by their headings. */
function blocksOf(page: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const section of page.split(/^#+ /m).slice(1)) {
    const heading = section.split("\n", 1)[0] ?? "";
    const blocks = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? "");
    if (blocks.length > 0) found.set(heading, blocks);
  }
  return found;
}
