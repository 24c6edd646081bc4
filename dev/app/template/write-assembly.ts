import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Staged } from "./stage.ts";

/** The bucket for code, as a CDK app of the same account names it. */
export const ASSETS_BUCKET = "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}";

/** A stack that is written as a cloud assembly. */
export interface WrittenStack {
  readonly name: string;
  readonly template: unknown;
  readonly parameters: Readonly<Record<string, string>>;
  readonly assets: readonly Staged[];
}

/** Writes a stack of one template as the CDK writes its assemblies, so that everything goes on from one form. */
export async function writeAssembly(folder: string, stack: WrittenStack): Promise<void> {
  await mkdir(folder, { recursive: true });
  const templateFile = `${stack.name}.template.json`;
  const assetsFile = `${stack.name}.assets.json`;
  const body = JSON.stringify(stack.template, undefined, 1);
  const destination = (objectKey: string): object => ({ here: { bucketName: ASSETS_BUCKET, objectKey } });
  const files = stack.assets.map(({ hash, name, packaging }) => [
    hash,
    { displayName: name, source: { path: name, packaging }, destinations: destination(`${hash}.zip`) },
  ]);
  const template = {
    source: { path: templateFile, packaging: "file" },
    destinations: destination(`${stack.name}.template.json`),
  };
  const artifacts = {
    [`${stack.name}.assets`]: { type: "cdk:asset-manifest", properties: { file: assetsFile } },
    [stack.name]: {
      type: "aws:cloudformation:stack",
      properties: {
        templateFile,
        stackName: stack.name,
        parameters: stack.parameters,
        stackTemplateAssetObjectUrl: `s3://${ASSETS_BUCKET}/${stack.name}.template.json`,
      },
    },
  };
  await writeFile(join(folder, templateFile), body);
  await writeFile(join(folder, assetsFile), JSON.stringify({ files: { ...Object.fromEntries(files), template } }));
  await writeFile(join(folder, "manifest.json"), JSON.stringify({ version: "1", artifacts }));
}
