import type { Permission } from "../../identity/caller.ts";
import type { Call } from "../../service.ts";
import { unsupportedMember } from "./errors.ts";

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

/** A mutability that is kept here. Throws for those with exclusions, which are refused by name. */
export function mutabilityOf(operation: string, value: string): Repository["mutability"] {
  if (value === "MUTABLE" || value === "IMMUTABLE") return value;
  throw unsupportedMember(operation, `the mutability ${value}`);
}

/** What a request says of a repository: its name, and whose registry is meant, the caller's where it is absent. */
interface Named {
  readonly repositoryName: string;
  readonly registryId?: string | undefined;
}

/** `arn:aws:ecr:<region>:<account>:repository/<name>` */
export function arnOf(call: Call, name: string, account = call.caller.account): string {
  return `arn:aws:ecr:${call.region}:${account}:repository/${name}`;
}

/** One action on a repository, as a policy names it. */
export function onRepository(action: string, { repositoryName, registryId }: Named, call: Call): Permission[] {
  return onArn(action, arnOf(call, repositoryName, registryId));
}

/** One action on the repository of an ARN. */
export function onArn(action: string, arn: string): Permission[] {
  return [{ action: `ecr:${action}`, resource: arn }];
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
