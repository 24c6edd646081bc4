import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onRepository, repositoryShape } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "DescribeRepositories", { maxResults: 100, nextToken: "" });

/** Describes the repositories that are named, or all of them in pages. */
export function describeRepositories(
  store: RepositoryStore,
): Operation<ReturnType<typeof parse>, { repositories: object[]; nextToken?: string }> {
  return {
    parse,
    permissions: ({ repositoryNames = ["*"], registryId }, call) =>
      repositoryNames.flatMap((repositoryName) =>
        onRepository("DescribeRepositories", { repositoryName, registryId }, call),
      ),
    run: ({ repositoryNames, maxResults, nextToken }, call) =>
      store.read(() => {
        if (repositoryNames !== undefined) {
          return {
            repositories: repositoryNames.map((name) => repositoryShape(call, store.require(call, name))),
          };
        }
        const after = Buffer.from(nextToken, "base64url").toString("utf8");
        const found = store.list(call, after, maxResults + 1);
        const page = found.slice(0, maxResults);
        const last = page.at(-1);
        return {
          repositories: page.map((repository) => repositoryShape(call, repository)),
          ...(found.length > page.length && last !== undefined
            ? { nextToken: Buffer.from(last.name).toString("base64url") }
            : {}),
        };
      }),
  };
}
