/** One route of Lambda's REST API. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `{Name}` is a member of the input. */
  readonly path: string;
  readonly operation: string;
  /** Members of the query that tell it from another operation of the same path; what has them stands first. */
  readonly query?: Readonly<Record<string, string>>;
  /** HTTP status of a good answer, 200 unless told. */
  readonly status?: number;
}

const FUNCTION = "/2015-03-31/functions/{FunctionName}";
const LAYER_VERSION = "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}";
const EVENT_CONFIG = "/2019-09-25/functions/{FunctionName}/event-invoke-config";

/** Lambda's routes. An operation that is named here and not in the operation table answers by name. */
export const ROUTES: readonly Route[] = [
  { method: "POST", path: "/2015-03-31/functions", operation: "CreateFunction", status: 201 },
  { method: "GET", path: "/2015-03-31/functions", operation: "ListFunctions" },
  { method: "GET", path: FUNCTION, operation: "GetFunction" },
  { method: "DELETE", path: FUNCTION, operation: "DeleteFunction", status: 204 },
  { method: "GET", path: `${FUNCTION}/configuration`, operation: "GetFunctionConfiguration" },
  { method: "PUT", path: `${FUNCTION}/configuration`, operation: "UpdateFunctionConfiguration" },
  { method: "PUT", path: `${FUNCTION}/code`, operation: "UpdateFunctionCode" },
  { method: "POST", path: `${FUNCTION}/invocations`, operation: "Invoke" },
  { method: "GET", path: `${FUNCTION}/versions`, operation: "ListVersionsByFunction" },
  { method: "POST", path: `${FUNCTION}/versions`, operation: "PublishVersion", status: 201 },
  { method: "POST", path: `${FUNCTION}/policy`, operation: "AddPermission", status: 201 },
  { method: "GET", path: `${FUNCTION}/policy`, operation: "GetPolicy" },
  { method: "DELETE", path: `${FUNCTION}/policy/{StatementId}`, operation: "RemovePermission", status: 204 },
  { method: "POST", path: `${FUNCTION}/aliases`, operation: "CreateAlias", status: 201 },
  { method: "GET", path: `${FUNCTION}/aliases`, operation: "ListAliases" },
  { method: "GET", path: `${FUNCTION}/aliases/{Name}`, operation: "GetAlias" },
  { method: "PUT", path: `${FUNCTION}/aliases/{Name}`, operation: "UpdateAlias" },
  { method: "DELETE", path: `${FUNCTION}/aliases/{Name}`, operation: "DeleteAlias", status: 204 },
  { method: "PUT", path: EVENT_CONFIG, operation: "PutFunctionEventInvokeConfig" },
  { method: "POST", path: EVENT_CONFIG, operation: "UpdateFunctionEventInvokeConfig" },
  { method: "GET", path: EVENT_CONFIG, operation: "GetFunctionEventInvokeConfig" },
  { method: "DELETE", path: EVENT_CONFIG, operation: "DeleteFunctionEventInvokeConfig", status: 204 },
  { method: "GET", path: `${EVENT_CONFIG}/list`, operation: "ListFunctionEventInvokeConfigs" },
  {
    method: "PUT",
    path: "/2017-10-31/functions/{FunctionName}/concurrency",
    operation: "PutFunctionConcurrency",
  },
  {
    method: "DELETE",
    path: "/2017-10-31/functions/{FunctionName}/concurrency",
    operation: "DeleteFunctionConcurrency",
    status: 204,
  },
  {
    method: "GET",
    path: "/2019-09-30/functions/{FunctionName}/concurrency",
    operation: "GetFunctionConcurrency",
  },
  { method: "GET", path: "/2017-03-31/tags/{Resource}", operation: "ListTags" },
  { method: "POST", path: "/2017-03-31/tags/{Resource}", operation: "TagResource", status: 204 },
  { method: "DELETE", path: "/2017-03-31/tags/{Resource}", operation: "UntagResource", status: 204 },
  { method: "GET", path: "/2016-08-19/account-settings", operation: "GetAccountSettings" },
  { method: "POST", path: "/2014-11-13/functions/{FunctionName}/invoke-async", operation: "InvokeAsync" },
  {
    method: "POST",
    path: "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
    operation: "InvokeWithResponseStream",
  },
  {
    method: "POST",
    path: "/2021-10-31/functions/{FunctionName}/url",
    operation: "CreateFunctionUrlConfig",
    status: 201,
  },
  { method: "GET", path: "/2021-10-31/functions/{FunctionName}/url", operation: "GetFunctionUrlConfig" },
  { method: "PUT", path: "/2021-10-31/functions/{FunctionName}/url", operation: "UpdateFunctionUrlConfig" },
  {
    method: "DELETE",
    path: "/2021-10-31/functions/{FunctionName}/url",
    operation: "DeleteFunctionUrlConfig",
    status: 204,
  },
  { method: "GET", path: "/2021-10-31/functions/{FunctionName}/urls", operation: "ListFunctionUrlConfigs" },
  { method: "GET", path: "/2018-10-31/layers", query: { find: "LayerVersion" }, operation: "GetLayerVersionByArn" },
  { method: "GET", path: "/2018-10-31/layers", operation: "ListLayers" },
  { method: "GET", path: "/2018-10-31/layers/{LayerName}/versions", operation: "ListLayerVersions" },
  { method: "POST", path: "/2018-10-31/layers/{LayerName}/versions", operation: "PublishLayerVersion", status: 201 },
  { method: "GET", path: LAYER_VERSION, operation: "GetLayerVersion" },
  { method: "DELETE", path: LAYER_VERSION, operation: "DeleteLayerVersion", status: 204 },
  { method: "POST", path: `${LAYER_VERSION}/policy`, operation: "AddLayerVersionPermission", status: 201 },
  { method: "GET", path: `${LAYER_VERSION}/policy`, operation: "GetLayerVersionPolicy" },
  {
    method: "DELETE",
    path: `${LAYER_VERSION}/policy/{StatementId}`,
    operation: "RemoveLayerVersionPermission",
    status: 204,
  },
  { method: "POST", path: "/2015-03-31/event-source-mappings", operation: "CreateEventSourceMapping" },
  { method: "GET", path: "/2015-03-31/event-source-mappings", operation: "ListEventSourceMappings" },
  { method: "GET", path: "/2015-03-31/event-source-mappings/{UUID}", operation: "GetEventSourceMapping" },
  {
    method: "PUT",
    path: "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    operation: "PutProvisionedConcurrencyConfig",
  },
  {
    method: "GET",
    path: "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
    operation: "GetProvisionedConcurrencyConfig",
  },
  {
    method: "GET",
    path: "/2020-06-30/functions/{FunctionName}/code-signing-config",
    operation: "GetFunctionCodeSigningConfig",
  },
  {
    method: "GET",
    path: "/2021-07-20/functions/{FunctionName}/runtime-management-config",
    operation: "GetRuntimeManagementConfig",
  },
  {
    method: "PUT",
    path: "/2021-07-20/functions/{FunctionName}/runtime-management-config",
    operation: "PutRuntimeManagementConfig",
  },
  {
    method: "GET",
    path: "/2024-08-31/functions/{FunctionName}/recursion-config",
    operation: "GetFunctionRecursionConfig",
  },
  {
    method: "PUT",
    path: "/2024-08-31/functions/{FunctionName}/recursion-config",
    operation: "PutFunctionRecursionConfig",
  },
];
