import { jsonService } from "../../http/protocol/json.ts";
import type { Host, Service } from "../../service.ts";
import { createRepository } from "./operations/create-repository.ts";
import { deleteLifecyclePolicy } from "./operations/delete-lifecycle-policy.ts";
import { deleteRepositoryPolicy } from "./operations/delete-repository-policy.ts";
import { deleteRepository } from "./operations/delete-repository.ts";
import { describeRepositories } from "./operations/describe-repositories.ts";
import { getLifecyclePolicy } from "./operations/get-lifecycle-policy.ts";
import { getRepositoryPolicy } from "./operations/get-repository-policy.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putImageScanningConfiguration } from "./operations/put-image-scanning-configuration.ts";
import { putImageTagMutability } from "./operations/put-image-tag-mutability.ts";
import { putLifecyclePolicy } from "./operations/put-lifecycle-policy.ts";
import { setRepositoryPolicy } from "./operations/set-repository-policy.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { RepositoryStore } from "./store.ts";

/** ECR as far as `cdk bootstrap` goes: repositories with their policies. There is no registry to push images to. */
export function createEcrService(host: Host): Service {
  const store = new RepositoryStore(host.state);
  return jsonService({
    name: "ecr",
    targetPrefix: "AmazonEC2ContainerRegistry_V20150921",
    version: "1.1",
    bodyLimit: 1 << 20,
    operations: {
      CreateRepository: createRepository(store),
      DeleteLifecyclePolicy: deleteLifecyclePolicy(store),
      DeleteRepository: deleteRepository(store),
      DeleteRepositoryPolicy: deleteRepositoryPolicy(store),
      DescribeRepositories: describeRepositories(store),
      GetLifecyclePolicy: getLifecyclePolicy(store),
      GetRepositoryPolicy: getRepositoryPolicy(store),
      ListTagsForResource: listTagsForResource(store),
      PutImageScanningConfiguration: putImageScanningConfiguration(store),
      PutImageTagMutability: putImageTagMutability(store),
      PutLifecyclePolicy: putLifecyclePolicy(store),
      SetRepositoryPolicy: setRepositoryPolicy(store),
      TagResource: tagResource(store),
      UntagResource: untagResource(store),
    },
  });
}
