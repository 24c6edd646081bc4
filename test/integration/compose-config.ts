import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as v from "valibot";

const run = promisify(execFile);

const Volume = v.looseObject({
  type: v.string(),
  source: v.optional(v.string()),
  target: v.string(),
  read_only: v.optional(v.boolean()),
  bind: v.optional(v.looseObject({ selinux: v.optional(v.string()), create_host_path: v.optional(v.boolean()) })),
});

const Config = v.object({
  services: v.record(
    v.string(),
    v.looseObject({
      user: v.optional(v.string()),
      image: v.string(),
      command: v.optional(v.nullable(v.array(v.string()))),
      environment: v.record(v.string(), v.nullable(v.string())),
      ports: v.optional(v.array(v.looseObject({ published: v.string(), host_ip: v.string() }))),
      volumes: v.array(Volume),
      security_opt: v.array(v.string()),
      pull_policy: v.optional(v.string()),
    }),
  ),
});

/** What `docker compose config` makes of the compose files. */
export type ComposeConfig = v.InferOutput<typeof Config>;

/** What compose said, and what its configuration is; undefined where it refuses the files. */
export interface ComposeAnswer {
  readonly config: ComposeConfig;
  /** The same as it was printed. */
  readonly json: string;
  /** Warnings. */
  readonly stderr: string;
}

/** How `docker compose config` is run. */
export interface ConfigOptions {
  readonly files?: readonly string[];
  /** Absolute folder; the project's by default. */
  readonly cwd?: string;
  /** Beside PATH and HOME, and nothing else of this process's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Reads the compose files with variables of a shell in a folder. Rejects with what compose refuses. */
export async function composeConfig({ files = [], cwd, variables }: ConfigOptions = {}): Promise<ComposeAnswer> {
  const folder = cwd ?? process.cwd();
  const { PATH, HOME } = process.env;
  const named = files.flatMap((file) => ["--file", file]);
  const { stdout, stderr } = await run("docker", ["compose", ...named, "config", "--format", "json"], {
    cwd: folder,
    env: { PATH, HOME, PWD: folder, ...variables },
  });
  return { config: v.parse(Config, JSON.parse(stdout)), json: stdout, stderr };
}
