import type { App, AppKind, Made, SynthOptions } from "./app.ts";
import { cdkApp } from "./cdk/cdk-app.ts";
import { samApp } from "./sam/sam-app.ts";
import { templateApp } from "./template/template-app.ts";

/** One file a kind. */
const KINDS: Readonly<Record<App["kind"], AppKind>> = { cdk: cdkApp, sam: samApp, template: templateApp };

/** Has an app make its stacks, or takes what the same sources have made before. Throws SynthFailed. */
export function synthesize(app: App, options: SynthOptions): Promise<Made> {
  return KINDS[app.kind].synthesize(app, options);
}
