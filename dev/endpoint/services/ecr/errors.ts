import { ServiceError } from "../../errors.ts";

/** 400 for a repository that the registry does not have. */
export function repositoryNotFound(name: string, registry: string): ServiceError {
  return new ServiceError(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
  );
}

/** 400 for a name that is taken. */
export function repositoryExists(name: string, registry: string): ServiceError {
  return new ServiceError(
    "RepositoryAlreadyExistsException",
    `The repository with name '${name}' already exists in the registry with id '${registry}'`,
  );
}

/** 400 for a repository without a policy of that kind. */
export function policyNotFound(
  kind: "RepositoryPolicy" | "LifecyclePolicy",
  name: string,
  registry: string,
): ServiceError {
  const words = kind === "RepositoryPolicy" ? "Repository policy" : "Lifecycle policy";
  return new ServiceError(
    `${kind}NotFoundException`,
    `${words} does not exist for the repository with name '${name}' in the registry with id '${registry}'`,
  );
}

/** Something of a repository that AWS has and this endpoint does not, refused by name. */
export function unsupportedMember(operation: string, member: string): ServiceError {
  return new ServiceError(
    "UnsupportedOperation",
    `ecr ${operation} with ${member} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`,
  );
}
