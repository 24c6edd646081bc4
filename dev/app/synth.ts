import type { App, AppKind, Made, SynthOptions } from "./app.ts";

/** One file a kind, loaded for an app of it. */
const KINDS: Readonly<Record<App["kind"], () => Promise<AppKind>>> = {
  cdk: async () => (await import("./cdk/cdk-app.ts")).cdkApp,
  sam: async () => (await import("./sam/sam-app.ts")).samApp,
  template: async () => (await import("./template/template-app.ts")).templateApp,
};

/** Has an app make its stacks, or takes what the same sources have made before. Throws SynthFailed. */
export async function synthesize(app: App, options: SynthOptions): Promise<Made> {
  const kind = await KINDS[app.kind]();
  return kind.synthesize(app, options);
}
