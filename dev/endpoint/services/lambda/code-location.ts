import { ServiceError } from "../../errors.ts";
import { presignedGet } from "../../http/protocol/presign.ts";
import type { Call, Host, HttpRequest, HttpResponse } from "../../service.ts";
import type { CodeStore } from "./code.ts";
import type { FunctionRecord } from "./function-record.ts";
import type { FunctionStore } from "./store.ts";

/** Seconds that a link is good for, as on AWS. */
const SECONDS = 600;
const PATH = /^\/snapshots\/(\d{12})\/([0-9a-f]{64})$/;

/**
 * The link with which GetFunction and GetLayerVersion let code be downloaded; LocalStack's text for code that runs in place.
 * Undefined where such code is gone.
 */
export function codeLocation(
  host: Host,
  { account, region, code, hotReload }: Pick<FunctionRecord, "account" | "region" | "code" | "hotReload">,
): string | undefined {
  if (hotReload !== undefined) return `Code location: ${hotReload}`;
  const path = `/snapshots/${account}/${code.folder}`;
  if (!PATH.test(path)) return undefined;
  const key = host.credentials.find(account);
  if (key === undefined) throw new Error(`The account ${account} has no key`);
  const signing = {
    accessKeyId: account,
    secretAccessKey: key.secretAccessKey,
    region,
    service: "lambda",
    seconds: SECONDS,
  };
  return presignedGet(`${host.endpointUrl()}${path}`, signing, Date.now());
}

/** Whether a request is one for such a link. */
export function isCodeRequest(request: HttpRequest): boolean {
  return request.method === "GET" && PATH.test(request.path);
}

/** Answers a link with the zip file. Throws 404 once no function or layer of the account has that code any more. */
export async function serveCode(
  { state }: Host,
  code: CodeStore,
  store: FunctionStore,
  request: HttpRequest,
  call: Call,
): Promise<HttpResponse> {
  const [, account = "", folder = ""] = PATH.exec(request.path) ?? [];
  const { caller } = call;
  const mine = caller.account === account && caller.roleArn === undefined;
  if (!mine || !(await state.read(() => store.usesFolder(folder, account)))) {
    throw new ServiceError("ResourceNotFoundException", `No function or layer of yours has the code ${folder}.`, {
      status: 404,
    });
  }
  const headers = { "content-type": "application/zip", "x-amzn-requestid": call.requestId };
  return { status: 200, headers, body: await code.zip(folder) };
}
