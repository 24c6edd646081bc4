import { randomBytes } from "node:crypto";
import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { conflict, refused, resourceNotFound } from "../errors.ts";
import type { FunctionReference } from "../function-name.ts";
import { type LambdaContext, functionOperation } from "../function-operation.ts";
import { existingQualified } from "../qualifiers.ts";
import type { FunctionStore } from "../store.ts";
import { UrlCors, type UrlRecord, arnOfUrl } from "../urls/url-record.ts";

const Named = {
  FunctionName: v.string(),
  Qualifier: v.optional(v.pipe(v.string(), v.regex(/^(?!^\d+$)[0-9a-zA-Z-_]+$/))),
};
const AuthType = v.picklist(["NONE", "AWS_IAM"]);
const InvokeMode = v.optional(v.picklist(["BUFFERED", "RESPONSE_STREAM"]));
const ID_LENGTH = 32;
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** Gives a function, or one of its aliases, a URL. */
export function createFunctionUrlConfig({ host, store }: LambdaContext): Operation {
  const schema = v.object({ ...Named, AuthType, Cors: v.optional(UrlCors), InvokeMode });
  return functionOperation("CreateFunctionUrlConfig", schema, async (input, reference) => {
    refuseStreaming(input.InvokeMode);
    const url = await host.state.write(() => {
      existingQualified(store, reference);
      const { account, region, name, qualifier = "" } = reference;
      if (store.urls.find(reference, qualifier) !== undefined) {
        throw conflict(
          `Failed to create function url config for [functionArn = ${reference.qualifiedArn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      }
      const now = Date.now();
      const made: UrlRecord = {
        id: newId(),
        account,
        region,
        name,
        qualifier,
        authType: input.AuthType,
        cors: input.Cors,
        createdAt: now,
        changedAt: now,
      };
      store.urls.save(made);
      return made;
    });
    const { LastModifiedTime: _, ...answer } = toOutput(host.endpointUrl(), url);
    return answer;
  });
}

/** Answers the URL of a function or an alias. */
export function getFunctionUrlConfig({ host, store }: LambdaContext): Operation {
  return functionOperation("GetFunctionUrlConfig", v.object(Named), async (_input, reference) => {
    const url = await host.state.read(() => existingUrl(store, reference));
    return toOutput(host.endpointUrl(), url);
  });
}

/** Changes who may call a URL; what the input leaves out stays. */
export function updateFunctionUrlConfig({ host, store }: LambdaContext): Operation {
  const schema = v.object({ ...Named, AuthType: v.optional(AuthType), Cors: v.optional(UrlCors), InvokeMode });
  return functionOperation("UpdateFunctionUrlConfig", schema, async (input, reference) => {
    refuseStreaming(input.InvokeMode);
    const url = await host.state.write(() => {
      const before = existingUrl(store, reference);
      const authType = input.AuthType ?? before.authType;
      const changed = { ...before, authType, cors: input.Cors ?? before.cors, changedAt: Date.now() };
      store.urls.save(changed);
      return changed;
    });
    return toOutput(host.endpointUrl(), url);
  });
}

/** Takes the URL away. */
export function deleteFunctionUrlConfig({ host, store }: LambdaContext): Operation {
  return functionOperation("DeleteFunctionUrlConfig", v.object(Named), async (_input, reference) => {
    await host.state.write(() => store.urls.remove(existingUrl(store, reference).id));
  });
}

/** Answers the URLs of a function and its aliases, all at once. */
export function listFunctionUrlConfigs({ host, store }: LambdaContext): Operation {
  return functionOperation("ListFunctionUrlConfigs", v.object({ FunctionName: v.string() }), async (_in, reference) => {
    const urls = await host.state.read(() => {
      existingQualified(store, reference);
      return store.urls.list(reference);
    });
    return { FunctionUrlConfigs: urls.map((url) => toOutput(host.endpointUrl(), url)) };
  });
}

function refuseStreaming(mode: string | undefined): void {
  if (mode === "RESPONSE_STREAM") throw refused("InvokeMode RESPONSE_STREAM (BUFFERED is)");
}

function existingUrl(store: FunctionStore, reference: FunctionReference): UrlRecord {
  const url = store.urls.find(reference, reference.qualifier ?? "");
  if (url === undefined) throw resourceNotFound();
  return url;
}

function newId(): string {
  return Array.from(randomBytes(ID_LENGTH), (byte) => LETTERS[byte & 31]).join("");
}

function toOutput(endpointUrl: string, url: UrlRecord): Record<string, unknown> {
  return {
    FunctionUrl: `${endpointUrl}/_aws/lambda-url/${url.id}/`,
    FunctionArn: arnOfUrl(url),
    AuthType: url.authType,
    ...(url.cors === undefined ? {} : { Cors: url.cors }),
    CreationTime: new Date(url.createdAt).toISOString(),
    LastModifiedTime: new Date(url.changedAt).toISOString(),
    InvokeMode: "BUFFERED",
  };
}
