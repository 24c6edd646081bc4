import { afterEach, expect, test, vi } from "vitest";
import { loadSettings } from "../../dev/config/load.ts";
import { PROJECT } from "../../dev/config/project.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("the defaults", () => {
  expect(loadSettings({})).toEqual({
    parameters: {},
    engine: "embedded",
    embedderInput: "rgb,127.5,127.5",
    endpoint: undefined,
    wait: 0,
    rekognitionEndpoint: undefined,
    functionRekognition: undefined,
    builds: undefined,
    consolePort: 4578,
    port: 4566,
    host: "127.0.0.1",
    allowHost: [],
    state: `${PROJECT}.doppelface`,
    durability: "process",
    retryDelay: 60,
    iam: "enforce",
    preload: true,
    strict: false,
    rekognition: "local",
    recordings: "default",
    upstream: undefined,
    prefix: undefined,
    maxCalls: 1000,
    yes: false,
    update: false,
    attributes: false,
    consent: undefined,
    expires: undefined,
    s3Endpoint: undefined,
  });
});

test("a flag goes before a variable, a variable before the default", () => {
  vi.stubEnv("DOPPELFACE_PORT", "5000");
  vi.stubEnv("DOPPELFACE_RETRY_DELAY", "0");
  expect(loadSettings({}).port).toBe(5000);
  expect(loadSettings({ port: "0" }).port).toBe(0);
  expect(loadSettings({}).retryDelay).toBe(0);
});

test("parameters of templates: pairs after a comma, one each time a flag is said", () => {
  vi.stubEnv("DOPPELFACE_PARAMETERS", "Stage=dev,Hosts=a,b=c,Empty=");
  expect(loadSettings({}).parameters).toEqual({ Stage: "dev", Hosts: "a", b: "c", Empty: "" });
  expect(loadSettings({ parameters: ["Hosts=a,b=c", "Stage=x"] }).parameters).toEqual({ Hosts: "a,b=c", Stage: "x" });
  expect(() => loadSettings({ parameters: ["Stage"] })).toThrow('--parameters is ["Stage"]; expected NAME=VALUE');
});

test("a variable without a value is none", () => {
  vi.stubEnv("DOPPELFACE_UPSTREAM", "");
  vi.stubEnv("DOPPELFACE_YES", "");
  expect(loadSettings({})).toMatchObject({ upstream: undefined, yes: false });
});

test("a value that makes no sense is refused with its source and what is expected", () => {
  expect(() => loadSettings({ port: "http" })).toThrow('--port is "http"; expected a port, 0 for any free one.');
  vi.stubEnv("DOPPELFACE_DURABILITY", "none");
  expect(() => loadSettings({})).toThrow(/^DOPPELFACE_DURABILITY is "none"; expected 'process'/);
});

test("names of hosts are given by a repeated flag, or separated by commas", () => {
  expect(loadSettings({ "allow-host": ["emulator", "a.example,b.example"] }).allowHost).toEqual([
    "emulator",
    "a.example",
    "b.example",
  ]);
  vi.stubEnv("DOPPELFACE_ALLOW_HOST", "emulator, other");
  expect(loadSettings({}).allowHost).toEqual(["emulator", "other"]);
  expect(() => loadSettings({ "allow-host": ["http://emulator:4566"] })).toThrow(/^--allow-host is .*without port\.$/);
});
