import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { App, AppKind, Source } from "../app.ts";
import { pathSource } from "../path-source.ts";
import { SynthFailed } from "../synth-failed.ts";
import { type LocalCode, madeOfTemplate } from "./local-code.ts";
import { type Template, readTemplate } from "./template-file.ts";
import { templateSettings } from "./template-settings.ts";

/** Which property of a resource may name a file or folder of this machine (`aws cloudformation package`). */
const LOCAL: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "Code",
  "AWS::Lambda::LayerVersion": "Content",
};

/**
 * A CloudFormation template; code that it names by a path lies on this machine, as for `aws cloudformation package`.
 */
export const templateApp: AppKind = {
  async synthesize(app, { context, cache }) {
    const template = await readTemplate(app);
    refuseTransforms(app, template);
    const code = localCode(app, template);
    return madeOfTemplate(app, cache, {
      about: template,
      settings: await templateSettings(app, template, context),
      code,
      sources: sourcesOf(template, code),
      translate: (objects) =>
        Promise.resolve({
          ...template,
          Resources: Object.fromEntries(
            Object.entries(template.Resources).map(([id, resource]) => {
              const object = objects.get(id);
              if (object === undefined) return [id, resource];
              const { bucket: S3Bucket, key: S3Key } = object;
              const property = LOCAL[resource.Type] ?? "";
              return [id, { ...resource, Properties: { ...resource.Properties, [property]: { S3Bucket, S3Key } } }];
            }),
          ),
        }),
    });
  },
};

function refuseTransforms(app: App, { Transform }: Template): void {
  const others = [Transform ?? []].flat().filter((name) => name !== "AWS::LanguageExtensions");
  if (others.length === 0) return;
  throw new SynthFailed(
    `${relative(app.project, app.file)} has the transform ${JSON.stringify(others[0])}, a macro, which runs on AWS ` +
      "alone. Known here are AWS::Serverless-2016-10-31 and AWS::LanguageExtensions.",
  );
}

function localCode(app: App, { Resources }: Template): LocalCode[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    const property = LOCAL[Type];
    const named = property === undefined ? undefined : Properties[property];
    return typeof named !== "string" || /^(s3|https?):\/\//.test(named) ? [] : [pathOf(app, logicalId, named)];
  });
}

/** Throws SynthFailed where nothing is there. */
function pathOf(app: App, logicalId: string, named: string): LocalCode {
  const path = resolve(app.folder, named);
  if (existsSync(path)) return { logicalId, path };
  throw new SynthFailed(`${logicalId} has its code at ${named}, and there is no ${relative(app.project, path)}.`);
}

function sourcesOf({ Resources }: Template, code: readonly LocalCode[]): Map<string, Source> {
  const functions = Object.entries(Resources).filter(([, { Type }]) => Type === "AWS::Lambda::Function");
  return new Map(
    functions.map(([logicalId, { Properties = {} }]): [string, Source] => {
      const path = code.find((one) => one.logicalId === logicalId)?.path;
      if (path !== undefined) return [logicalId, pathSource(path)];
      const Code = Properties["Code"];
      const isInline = typeof Code === "object" && Code !== null && "ZipFile" in Code;
      return [logicalId, { kind: isInline ? "inline" : "elsewhere" }];
    }),
  );
}
