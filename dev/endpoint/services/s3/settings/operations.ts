import * as v from "valibot";
import type { Operation, OperationTable } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { S3Error } from "../errors.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import { text } from "../shape.ts";
import { checkShape } from "../shape-check.ts";
import type { BucketInput } from "../store/buckets.ts";
import { REMOVED, type Setting } from "./setting.ts";
import { SETTINGS } from "./table.ts";

type PutInput = BucketInput & Readonly<Record<string, unknown>>;

/** Every operation on the settings of a bucket. */
export function createSettingOperations(context: S3Context): OperationTable {
  const operations: Record<string, Operation> = {};
  for (const setting of SETTINGS) {
    const { put, get, remove } = setting;
    if (put !== undefined) operations[put.operation] = putSetting(setting, put.action, context);
    operations[get.operation] = getSetting(setting, context);
    if (remove !== undefined) operations[remove.operation] = removeSetting(setting, remove.action, context);
  }
  return operations;
}

function putSetting(setting: Setting, action: string, context: S3Context): Operation<PutInput> {
  const { member, name } = setting;
  const Input = v.looseObject({ ...BUCKET_MEMBERS, [member]: v.unknown() });
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      const value = (parsed as Readonly<Record<string, unknown>>)[member];
      if (value === undefined) {
        throw new S3Error("InvalidArgument", `${member} is missing.`, { members: { ArgumentName: member } });
      }
      return { ...parsed, [member]: checkShape(setting.document?.shape ?? text, value, member) };
    },
    permissions: (input) => [onBucket(action, input.Bucket)],
    async run(input, call) {
      await context.host.state.read(() => context.buckets.require(input, call));
      const value = (await setting.check?.(input[member], { context, input, call })) ?? input[member];
      await context.host.state.write(() => {
        const { name: bucket } = context.buckets.require(input, call);
        if (value === REMOVED) context.buckets.removeSetting(bucket, name);
        else context.buckets.putSetting(bucket, name, value);
      });
      return {};
    },
  };
}

function getSetting(setting: Setting, context: S3Context): Operation<BucketInput> {
  const { member, missing, name, wrapped } = setting;
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket(setting.get.action, input.Bucket)],
    async run(input, call) {
      const stored = await context.host.state.read(() =>
        context.buckets.setting(context.buckets.require(input, call).name, name),
      );
      if (stored === undefined && "error" in missing) throw missing.error(input.Bucket);
      const value = stored ?? ("value" in missing ? missing.value : undefined);
      // Times were stored as text.
      const checked = checkShape(setting.document?.shape ?? text, value, member);
      return wrapped ? { [member]: checked } : checked;
    },
  };
}

function removeSetting(setting: Setting, action: string, context: S3Context): Operation<BucketInput> {
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket(action, input.Bucket)],
    async run(input, call) {
      await context.host.state.write(() => {
        context.buckets.removeSetting(context.buckets.require(input, call).name, setting.name);
      });
      return {};
    },
  };
}
