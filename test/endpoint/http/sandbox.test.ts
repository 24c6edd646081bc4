import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runsInCi } from "../../../dev/config/process-environment.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { presigned, send, signed } from "../../support/signed-request.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const Bucket = "pages";
const CHROMIUM = "/usr/bin/chromium";

/** Tries what a page could want of the endpoint, tells in its own text what it got, and that it runs at all. */
const ATTACK = `<!doctype html><title>page</title><pre id="told"></pre><script>
const tell = (line) => (document.getElementById("told").textContent += line + ";");
const attempt = async (name, url, options) => {
  try {
    const answer = await fetch(url, options);
    tell(name + "=" + answer.type + ":" + answer.status + ":" + (await answer.text()).length);
  } catch { tell(name + "=failed"); }
};
(async () => {
  tell("origin=" + self.origin);
  await attempt("read", "/_doppelface/traces");
  await attempt("blind", "/_doppelface/traces", { mode: "no-cors" });
  await attempt("change", "/_doppelface/faults", { method: "POST", mode: "no-cors", body: '{"service":"s3","kind":"throttling","caller":"any"}' });
  await attempt("object", "/pages/secret.txt");
  tell("done");
})();
</script>`;

const folder = temporaryFolder();
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let browser: ChildProcess | undefined;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "attack.html", Body: ATTACK, ContentType: "text/html" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "secret.txt", Body: "secret" }));
});

afterAll(async () => {
  browser?.kill("SIGKILL");
  await endpoint.stop();
});

const page = { path: `/${Bucket}/attack.html` };

async function policyOf(headers: Record<string, string>, how = presigned): Promise<unknown[]> {
  const request = await how(endpoint.url, page, { service: "s3" });
  const answer = await send(endpoint.url, { ...request, headers: { ...request.headers, ...headers } });
  expect([answer.status, answer.body]).toEqual([200, ATTACK]);
  return [answer.headers["content-security-policy"], answer.headers["x-content-type-options"]];
}

const SANDBOX = ["sandbox allow-scripts allow-forms", "nosniff"];
const NOTHING = [undefined, undefined];

test("an object that a browser shows as a page has an origin of its own", async () => {
  for (const shown of ["document", "iframe", "frame", "embed", "object"]) {
    expect([shown, await policyOf({ "sec-fetch-dest": shown })]).toEqual([shown, SANDBOX]);
  }
  // Over plain HTTP to a name that is no loopback a browser does not say.
  expect(await policyOf({})).toEqual(SANDBOX);
});

test("an object that is a part of a page, or that a program gets, is as on AWS", async () => {
  for (const shown of ["image", "empty", "script", "video"]) {
    expect([shown, await policyOf({ "sec-fetch-dest": shown })]).toEqual([shown, NOTHING]);
  }
  expect(await policyOf({}, signed)).toEqual(NOTHING);
  const { Body } = await new S3Client(endpoint.client).send(new GetObjectCommand({ Bucket, Key: "attack.html" }));
  expect(await Body?.transformToString()).toBe(ATTACK);
});

test("an error that is shown as a page is in the sandbox too", async () => {
  const answer = await fetch(`${endpoint.url}/${Bucket}/attack.html`, { headers: { "sec-fetch-dest": "document" } });
  expect([answer.status, answer.headers.get("content-security-policy")]).toEqual([403, SANDBOX[0]]);
});

// Debian's package; other systems have it elsewhere, or not at all.
const noBrowser = !existsSync(CHROMIUM) && !runsInCi();

test.skipIf(noBrowser)(
  `in ${CHROMIUM} an uploaded page runs, and neither reads nor changes anything here`,
  { timeout: 90_000 },
  async () => {
    const { query } = await presigned(endpoint.url, page, { service: "s3", expiresIn: 300 });
    const url = `${endpoint.url}${page.path}?${new URLSearchParams(query).toString()}`;
    const told = await shownBy(url);
    expect(told).toMatch(/done;/);
    expect(told.split(";")).toEqual([
      "origin=null",
      "read=failed",
      expect.stringMatching(/^blind=(failed|opaque:0:0)$/),
      expect.stringMatching(/^change=(failed|opaque:0:0)$/),
      "object=failed",
      "done",
      "",
    ]);
    const faults = await fetch(`${endpoint.url}/_doppelface/faults`);
    expect(await faults.json()).toEqual({ faults: [] });
  },
);

/** What the page has told in its text, once it has come to its end. */
async function shownBy(url: string): Promise<string> {
  const flags = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    `--user-data-dir=${folder}`,
    "--virtual-time-budget=20000",
    "--dump-dom",
  ];
  browser = spawn(CHROMIUM, [...flags, url], { stdio: ["ignore", "pipe", "ignore"] });
  let dom = "";
  browser.stdout?.on("data", (chunk: Buffer) => (dom += chunk.toString("utf8")));
  await new Promise((resolve, reject) => browser?.once("exit", resolve).once("error", reject));
  return /<pre id="told">([^<]*)<\/pre>/.exec(dom)?.[1] ?? `no page: ${dom.slice(0, 300)}`;
}
