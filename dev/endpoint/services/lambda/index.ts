import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { Host, OperationTable, Service } from "../../service.ts";
import { CodeStore } from "./code.ts";
import { isCodeRequest, serveCode } from "./code-location.ts";
import { Pools } from "./execution/pools.ts";
import { addPermission } from "./operations/add-permission.ts";
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from "./operations/aliases.ts";
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from "./operations/concurrency.ts";
import { getFunctionRecursionConfig, putFunctionRecursionConfig } from "./operations/recursion-config.ts";
import { createFunction } from "./operations/create-function.ts";
import { deleteFunction } from "./operations/delete-function.ts";
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from "./operations/event-invoke-config.ts";
import {
  createFunctionUrlConfig,
  deleteFunctionUrlConfig,
  getFunctionUrlConfig,
  listFunctionUrlConfigs,
  updateFunctionUrlConfig,
} from "./operations/function-url-configs.ts";
import { getAccountSettings } from "./operations/get-account-settings.ts";
import { getFunction } from "./operations/get-function.ts";
import { getFunctionConfiguration } from "./operations/get-function-configuration.ts";
import { getPolicy } from "./operations/get-policy.ts";
import { invoke } from "./operations/invoke.ts";
import {
  addLayerVersionPermission,
  getLayerVersionPolicy,
  removeLayerVersionPermission,
} from "./operations/layer-version-policy.ts";
import { deleteLayerVersion, getLayerVersion, getLayerVersionByArn } from "./operations/layer-versions.ts";
import { listFunctions } from "./operations/list-functions.ts";
import { listLayers, listLayerVersions } from "./operations/list-layers.ts";
import { listVersionsByFunction } from "./operations/list-versions-by-function.ts";
import { publishLayerVersion } from "./operations/publish-layer-version.ts";
import { publishVersion } from "./operations/publish-version.ts";
import { removePermission } from "./operations/remove-permission.ts";
import { listTags, tagResource, untagResource } from "./operations/tags.ts";
import { updateFunctionCode } from "./operations/update-function-code.ts";
import { updateFunctionConfiguration } from "./operations/update-function-configuration.ts";
import { QueueWorker } from "./queue/worker.ts";
import { readRest, restError } from "./rest.ts";
import { FunctionUrls } from "./urls/function-urls.ts";
import { FunctionStore } from "./store.ts";

/** Lambda: functions from zip files, run by child processes that speak the Runtime API. */
export function createLambdaService(host: Host): Service {
  const store = new FunctionStore(host.state);
  const code: CodeStore = new CodeStore(host, store, (folder) => pools.hasCode(folder));
  const pools = new Pools(host, (folder) => void code.release(folder));
  const queue = new QueueWorker(host, store, pools);
  const unsubscribe = holdDuringReloads(host, pools);
  const context = { host, store, code, pools, queue };
  const urls = new FunctionUrls(host, store);
  let stopWaiting = (): void => undefined;
  const startQueue = (): void => {
    stopWaiting();
    queue.start();
  };
  const operations: OperationTable = {
    AddLayerVersionPermission: addLayerVersionPermission(context),
    AddPermission: addPermission(context),
    CreateAlias: createAlias(context),
    CreateFunction: createFunction(context),
    CreateFunctionUrlConfig: createFunctionUrlConfig(context),
    DeleteAlias: deleteAlias(context),
    DeleteFunction: deleteFunction(context),
    DeleteFunctionConcurrency: deleteFunctionConcurrency(context),
    DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig(context),
    DeleteFunctionUrlConfig: deleteFunctionUrlConfig(context),
    DeleteLayerVersion: deleteLayerVersion(context),
    GetAccountSettings: getAccountSettings(context),
    GetAlias: getAlias(context),
    GetFunction: getFunction(context),
    GetFunctionRecursionConfig: getFunctionRecursionConfig(context),
    PutFunctionRecursionConfig: putFunctionRecursionConfig(context),
    GetFunctionConcurrency: getFunctionConcurrency(context),
    GetFunctionConfiguration: getFunctionConfiguration(context),
    GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig(context),
    GetFunctionUrlConfig: getFunctionUrlConfig(context),
    GetLayerVersion: getLayerVersion(context),
    GetLayerVersionByArn: getLayerVersionByArn(context),
    GetLayerVersionPolicy: getLayerVersionPolicy(context),
    GetPolicy: getPolicy(context),
    Invoke: invoke(context),
    ListAliases: listAliases(context),
    ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs(context),
    ListFunctions: listFunctions(context),
    ListFunctionUrlConfigs: listFunctionUrlConfigs(context),
    ListLayers: listLayers(context),
    ListLayerVersions: listLayerVersions(context),
    ListTags: listTags(context),
    ListVersionsByFunction: listVersionsByFunction(context),
    PublishLayerVersion: publishLayerVersion(context),
    PublishVersion: publishVersion(context),
    PutFunctionConcurrency: putFunctionConcurrency(context),
    PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig(context),
    RemoveLayerVersionPermission: removeLayerVersionPermission(context),
    RemovePermission: removePermission(context),
    TagResource: tagResource(context),
    UntagResource: untagResource(context),
    UpdateAlias: updateAlias(context),
    UpdateFunctionCode: updateFunctionCode(context),
    UpdateFunctionConfiguration: updateFunctionConfiguration(context),
    UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig(context),
    UpdateFunctionUrlConfig: updateFunctionUrlConfig(context),
  };
  return {
    operations,
    read: (request, call) =>
      isCodeRequest(request) ? serveCode(host, code, store, request, call) : readRest(request, call, operations),
    front: (request) => urls.front(request),
    fail: (error, _request, requestId) => restError(error, requestId),
    async recover() {
      await pools.start();
      await forgetMissingFolders(host, store);
      await code.sweep();
    },
    async start() {
      if (host.settings.awaitLive !== true) queue.start();
      // What waits in the queue since the last time runs the code of now.
      else stopWaiting = host.bus.on("live", () => startQueue());
    },
    async drain(withinMs) {
      stopWaiting();
      await queue.stop();
      await pools.drain(withinMs);
      await queue.idle();
    },
    async stop() {
      unsubscribe();
      await pools.stop();
    },
  };
}

/** A save is on its way to a function from `sourceChanged` to `live` or `reloadFailed`: invocations wait for it. */
function holdDuringReloads({ bus, settings }: Host, pools: Pools): () => void {
  return bus.onEvery((event) => {
    if (event.type !== "sourceChanged" && event.type !== "live" && event.type !== "reloadFailed") return;
    for (const name of event.functions) {
      const arn = `arn:aws:lambda:${settings.region}:${settings.account}:function:${name}`;
      if (event.type === "sourceChanged") pools.hold(arn);
      else pools.resume(arn);
    }
  });
}

/** Code that was run in place and is gone: the function has the code again that was deployed. */
async function forgetMissingFolders(host: Host, store: FunctionStore): Promise<void> {
  const records = await host.state.read(() => store.hotReloaded());
  const gone = records.filter(({ hotReload }) => hotReload !== undefined && !existsSync(hotReload));
  if (gone.length === 0) return;
  await host.state.write(() => {
    for (const record of gone) store.save({ ...record, hotReload: undefined, revisionId: randomUUID() });
  });
}
