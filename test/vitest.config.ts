import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  test: {
    // Tests wait for child processes much of their time, so that one more than two cores has work keeps both busy.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: "default",
          root,
          include: ["test/**/*.test.ts"],
          exclude: [
            "tools",
            "apps",
            "integration",
            "cdk",
            "promotion",
            "package",
            "durability",
            "chaos",
            "fuzz",
            "console/browser",
          ].map((name) => `test/${name}/**`),
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Kills, a burst and mutated requests: what `npm run kill` and `npm run fuzz` do, scaled down.
        test: {
          name: "stress",
          root,
          include: ["test/{durability,chaos,fuzz}/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The console in a real Chromium; skipped where there is none, but in CI.
        test: {
          name: "console",
          root,
          include: ["test/console/browser/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // On the engines that test/integration/run.ts names; see there.
        test: {
          name: "integration",
          root,
          include: ["test/integration/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        // The packed package in a project of its own, installed from the registry.
        test: {
          name: "package",
          root,
          include: ["test/package/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The cdk CLIs as they are; test/cdk/run.ts gives them a network of their own.
        test: {
          name: "cdk",
          root,
          include: ["test/cdk/**/*.test.ts"],
          pool: "forks",
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Needs the AWS CLI, boto3 and the `script` of util-linux on the machine, and fails without them.
        test: { name: "tools", root, include: ["test/tools/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 180_000 },
      },
      {
        // Each app of fixtures/apps/ by every command, in processes of its own: some minutes. Needs the AWS CLI.
        test: {
          name: "apps",
          root,
          include: ["test/apps/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      {
        // The CDK's own commands on a second instance, and synths with validation: seconds each.
        test: {
          name: "promotion",
          root,
          include: ["test/promotion/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
