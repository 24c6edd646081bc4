import { HttpRequest } from "@smithy/core/protocols";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { findResources } from "../../dev/pipeline/find-resources.ts";
import type { Resources } from "../../dev/pipeline/resources.ts";
import { createClients, destroyClients } from "../../dev/testing/clients.ts";
import { type Pipeline, pipelineOf } from "../../dev/testing/pipeline.ts";
import { removeUploads } from "./remove-uploads.ts";

/** A stack that somebody has deployed, found with the user's own credentials, Region and `AWS_ENDPOINT_URL`. */
export interface DeployedStack {
  readonly name: string;
  readonly resources: Resources;
  /** Account, Region and caller, for people. */
  readonly where: string;
}

/** Finds a stack. Rejects with why not, and what to do. */
export async function findDeployedStack(name: string): Promise<DeployedStack> {
  const sts = new STSClient({});
  try {
    const region = await sts.config.region().catch((error: unknown) => {
      throw new Error("No Region is set. Set AWS_REGION, or one in the profile (aws configure set region …).", {
        cause: error,
      });
    });
    await sts.config.credentials().catch((error: unknown) => {
      throw new Error(
        `There are no AWS credentials: ${messageOf(error)}. Log in (aws sso login), name a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
        { cause: error },
      );
    });
    const called = hostsCalled(sts);
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
      throw new Error(`${called()} does not say whose the credentials are: ${messageOf(error)}.`, { cause: error });
    });
    const where = `account ${Account}, Region ${region}, at ${called()}, as ${Arn}`;
    const resources = await findResources({}, name).catch((error: unknown) => {
      throw new Error(
        `The stack '${name}' cannot be read: ${messageOf(error)} (${where}). Deploy it (cd infra && npx cdk deploy), or name another by --stack.`,
        { cause: error },
      );
    });
    return { name, resources, where };
  } finally {
    sts.destroy();
  }
}

/**
 * The pipeline of a stack that others may use at the same time: what is uploaded lies under a prefix of its own, and
 * goes with the end, down to the last version.
 */
export async function useDeployedStack(name: string): Promise<Pipeline & { stop(): Promise<void> }> {
  const { resources } = await findDeployedStack(name);
  const prefix = `doppelface-test/${crypto.randomUUID()}/`;
  // By a name, as in http://localhost:4566, buckets are no hosts.
  const clients = createClients(process.env["AWS_ENDPOINT_URL"] === undefined ? {} : { forcePathStyle: true });
  return {
    ...pipelineOf(clients, resources, { prefix, since: Date.now() - CLOCK_DIFFERENCE_MS }),
    async stop() {
      try {
        await removeUploads(clients, resources, prefix);
      } finally {
        destroyClients(clients);
      }
    },
  };
}

/** How far the clock here may be ahead of the one that log lines have their times from. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** Where a client's last call went: to AWS, or where a variable or the profile's `endpoint_url` points. */
function hostsCalled(client: STSClient): () => string {
  let host = "The endpoint";
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (HttpRequest.isInstance(request)) {
        host = `${request.hostname}${request.port === undefined ? "" : `:${request.port}`}`;
      }
      return next(args);
    },
    { step: "finalizeRequest" },
  );
  return () => host;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
