import { relative } from "node:path";
import type { App, AppKind, Source } from "../app.ts";
import { SynthFailed } from "../synth-failed.ts";
import { type CodeObject, madeOfTemplate } from "../template/local-code.ts";
import { type Template, readTemplate } from "../template/template-file.ts";
import { templateSettings } from "../template/template-settings.ts";
import { buildSam } from "./build.ts";
import { type SamCode, samCode } from "./sam-code.ts";
import { translateSam } from "./translator.ts";

/** The transform that makes a template one of SAM. */
const SAM = "AWS::Serverless-2016-10-31";

/** A bucket that is none: its keys lead back to resources after the transform. */
const LOCAL = "local";

/**
 * A SAM template, by the translator that `sam` and AWS use. Code lies on this machine: as it is, bundled by esbuild where
 * its metadata says so, or with the packages of its `requirements.txt`.
 */
export const samApp: AppKind = {
  async synthesize(app, { context, cache }) {
    const template = await readTemplate(app);
    refuseOthers(app, template);
    const settings = await templateSettings(app, template, context);
    const code = await samCode(app, template);
    return madeOfTemplate(app, cache, {
      about: template,
      settings,
      code,
      sources: sourcesOf(template, code),
      reads: code.flatMap(({ requirements }) => requirements?.file ?? []),
      build: (one, folder) => buildSam(app, code, one, folder),
      async translate(objects) {
        const translated = await translateSam(withMarks(template, code), settings.parameters);
        if ("errors" in translated) {
          throw new SynthFailed(
            `${relative(app.project, app.file)} is no SAM template that can be transformed:\n` +
              `${translated.errors.join("\n")}\nCorrect it and deploy again; \`sam validate --lint\` shows the same.`,
          );
        }
        return withObjects(translated.template, objects) as Template;
      },
    });
  },
};

function refuseOthers(app: App, { Transform, Resources }: Template): void {
  const file = relative(app.project, app.file);
  const other = [Transform ?? []].flat().find((name) => name !== SAM);
  if (other !== undefined) {
    throw new SynthFailed(
      `${file} has the transform ${JSON.stringify(other)} beside SAM's, which runs on AWS alone: the translator takes ` +
        "templates without it. Write out what it stands for.",
    );
  }
  const nested = Object.entries(Resources).find(([, { Type }]) => Type === "AWS::Serverless::Application");
  if (nested === undefined) return;
  throw new SynthFailed(
    `${file} has ${nested[0]}, an AWS::Serverless::Application: a stack of its own. Deploy that template by itself.`,
  );
}

/** The template with an object in place of each path, since the translator takes no local ones. */
function withMarks(template: Template, code: readonly SamCode[]): unknown {
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]) => {
      const found = code.find(({ logicalId }) => logicalId === id);
      if (found === undefined) return [id, resource];
      const plain = { S3Bucket: LOCAL, S3Key: id };
      const value = found.property === "Code" || found.property === "Content" ? plain : `s3://${LOCAL}/${id}`;
      return [id, { ...resource, Properties: { ...resource.Properties, [found.property]: value } }];
    }),
  );
  return { ...template, Resources };
}

/** What the translator has made, with the bucket of code in place of the marks. */
function withObjects(value: unknown, objects: ReadonlyMap<string, CodeObject>): unknown {
  if (Array.isArray(value)) return value.map((item) => withObjects(item, objects));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const isMarked = entries.some(([name, text]) => name === "S3Bucket" && text === LOCAL);
  const key = isMarked ? String(entries.find(([name]) => name === "S3Key")?.[1]) : "";
  const object = objects.get(key);
  if (object !== undefined) return { S3Bucket: object.bucket, S3Key: object.key };
  return Object.fromEntries(entries.map(([name, item]) => [name, withObjects(item, objects)]));
}

function sourcesOf({ Resources }: Template, code: readonly SamCode[]): Map<string, Source> {
  const functions = Object.entries(Resources).filter(([, { Type }]) => /::(Serverless|Lambda)::Function$/.test(Type));
  return new Map(
    functions.map(([logicalId, { Properties = {} }]): [string, Source] => {
      const found = code.find((one) => one.logicalId === logicalId);
      if (found !== undefined) return [logicalId, found.source];
      const isInline = "InlineCode" in Properties || JSON.stringify(Properties["Code"] ?? "").includes("ZipFile");
      return [logicalId, { kind: isInline ? "inline" : "elsewhere" }];
    }),
  );
}
