import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { ClientConfig } from "../../../support/endpoint.ts";

/** A zip file with one `index.mjs`, or with the files given. */
export function zipped(code: string | Record<string, string>): Uint8Array {
  const files = typeof code === "string" ? { "index.mjs": code } : code;
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}

/** Makes a role that may write logs (or do what the statements say). Answers its ARN. */
export async function makeRole(
  client: ClientConfig,
  name: string,
  statements: { Action: string | string[]; Resource: string | string[] }[] = [
    { Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
  ],
): Promise<string> {
  const iam = new IAMClient(client);
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const policy = {
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  };
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: "allowed", PolicyDocument: JSON.stringify(policy) }),
  );
  return Role?.Arn ?? "";
}

/** Makes functions of one role and runs them. */
export class Functions {
  readonly lambda: LambdaClient;
  readonly #role: string;

  constructor(client: ClientConfig, role: string) {
    this.lambda = new LambdaClient(client);
    this.#role = role;
  }

  async create(
    name: string,
    code: string | Record<string, string>,
    settings: Partial<CreateFunctionCommandInput> = {},
  ): Promise<string> {
    const { FunctionArn } = await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: this.#role,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Code: { ZipFile: zipped(code) },
        ...settings,
      }),
    );
    return FunctionArn ?? "";
  }

  async replace(name: string, code: string): Promise<void> {
    await this.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zipped(code) }));
  }

  /** Answers what the handler returned, or what it failed with, and the last log lines where they were asked for. */
  async invoke(
    name: string,
    event: unknown = {},
    options: Partial<InvokeCommandInput> = {},
  ): Promise<{ status: number | undefined; error: string | undefined; answer: unknown; log: string }> {
    const { StatusCode, FunctionError, Payload, LogResult } = await this.lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), ...options }),
    );
    const text = Payload?.transformToString() ?? "";
    return {
      status: StatusCode,
      error: FunctionError,
      answer: text === "" ? undefined : (JSON.parse(text) as unknown),
      log: Buffer.from(LogResult ?? "", "base64").toString("utf8"),
    };
  }

  /** Has a folder run in place. */
  async hotReload(name: string, folder: string): Promise<void> {
    await this.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: name, S3Bucket: "hot-reload", S3Key: folder }),
    );
  }
}
