import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { onRepository } from "../repository.ts";
import type { RepositoryStore } from "../store.ts";

const parse = inputOf("ecr", "PutImageScanningConfiguration");

/** Sets whether images are scanned when they are pushed; none is, since none can be pushed. */
export function putImageScanningConfiguration(store: RepositoryStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => onRepository("PutImageScanningConfiguration", input, call),
    run: ({ repositoryName, imageScanningConfiguration }, call) =>
      store.write(() => {
        const { scanOnPush = false } = imageScanningConfiguration;
        store.save(call, { ...store.require(call, repositoryName), scanOnPush });
        return { registryId: call.caller.account, repositoryName, imageScanningConfiguration: { scanOnPush } };
      }),
  };
}
