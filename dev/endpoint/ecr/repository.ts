import type { Call, Permission } from "../service.ts";

/** A tag as the API has it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A repository as it is stored. No image can be pushed into it. */
export interface Repository {
  readonly name: string;
  readonly mutability: "MUTABLE" | "IMMUTABLE";
  readonly scanOnPush: boolean;
  /** JSON text; absent where there is none. */
  readonly policy?: string;
  /** JSON text; absent where there is none. */
  readonly lifecycle?: string;
  readonly tags: readonly Tag[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** `arn:aws:ecr:<region>:<account>:repository/<name>` */
export function arnOf(call: Call, name: string): string {
  return `arn:aws:ecr:${call.region}:${call.caller.account}:repository/${name}`;
}

/** One action on a repository, as a policy names it. */
export function onRepository(action: string, name: string, call: Call): Permission[] {
  return [{ action: `ecr:${action}`, resource: arnOf(call, name) }];
}

/** The name in a repository's ARN; the text itself where it is none. */
export function nameInArn(arn: string): string {
  return /^arn:aws:ecr:[^:]*:[^:]*:repository\/(.+)$/.exec(arn)?.[1] ?? arn;
}

/** A repository as the API shows it; the host of its URI is AWS's, nothing answers there. */
export function repositoryShape(call: Call, repository: Repository) {
  const { account } = call.caller;
  return {
    repositoryArn: arnOf(call, repository.name),
    registryId: account,
    repositoryName: repository.name,
    repositoryUri: `${account}.dkr.ecr.${call.region}.amazonaws.com/${repository.name}`,
    createdAt: repository.createdAt / 1000,
    imageTagMutability: repository.mutability,
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}
