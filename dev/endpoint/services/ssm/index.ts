import { jsonService } from "../../http/protocol/json.ts";
import type { Host, Service } from "../../service.ts";
import { addTagsToResource } from "./operations/add-tags-to-resource.ts";
import { deleteParameter } from "./operations/delete-parameter.ts";
import { deleteParameters } from "./operations/delete-parameters.ts";
import { describeParameters } from "./operations/describe-parameters.ts";
import { getParameter } from "./operations/get-parameter.ts";
import { getParametersByPath } from "./operations/get-parameters-by-path.ts";
import { getParameters } from "./operations/get-parameters.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { putParameter } from "./operations/put-parameter.ts";
import { removeTagsFromResource } from "./operations/remove-tags-from-resource.ts";
import { ParameterStore } from "./store.ts";

/** Systems Manager's Parameter Store: plain parameters with their versions. */
export function createSsmService(host: Host): Service {
  const store = new ParameterStore(host.state);
  return jsonService({
    name: "ssm",
    targetPrefix: "AmazonSSM",
    version: "1.1",
    bodyLimit: 1 << 20,
    operations: {
      AddTagsToResource: addTagsToResource(store),
      DeleteParameter: deleteParameter(store),
      DeleteParameters: deleteParameters(store),
      DescribeParameters: describeParameters(store),
      GetParameter: getParameter(store),
      GetParameters: getParameters(store),
      GetParametersByPath: getParametersByPath(store),
      ListTagsForResource: listTagsForResource(store),
      PutParameter: putParameter(store),
      RemoveTagsFromResource: removeTagsFromResource(store),
    },
  });
}
