import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import type { Connection } from "./connection.ts";

/** The physical names of what the stack holds, from its outputs. */
export interface Resources {
  readonly bucket: string;
  readonly table: string;
  readonly picturesTable: string;
  readonly collection: string;
  readonly functionName: string;
  readonly logGroup: string;
  readonly queue: string;
}

/** Reads the names from the stack's outputs by DescribeStacks. Throws where the stack is not deployed. */
export async function findResources(connection: Partial<Connection>, stack: string): Promise<Resources> {
  const client = new CloudFormationClient(connection);
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = (Stacks?.[0]?.Outputs ?? []).map(
      ({ OutputKey, OutputValue }) => [OutputKey ?? "", OutputValue ?? ""] as const,
    );
    return resourcesOf(stack, Object.fromEntries(outputs));
  } finally {
    client.destroy();
  }
}

/** The names among a stack's outputs. Throws where one is missing. */
function resourcesOf(stack: string, outputs: Readonly<Record<string, string>>): Resources {
  const output = (key: string): string => {
    const value = outputs[key];
    if (value === undefined) {
      throw new Error(`The stack ${stack} has no output ${key}: deploy the stack of infra/ again.`);
    }
    return value;
  };
  return {
    bucket: output("BucketName"),
    table: output("TableName"),
    picturesTable: output("PicturesTableName"),
    collection: output("CollectionId"),
    functionName: output("FunctionName"),
    logGroup: output("LogGroupName"),
    queue: output("QueueName"),
  };
}
