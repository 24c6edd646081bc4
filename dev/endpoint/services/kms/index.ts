import { jsonService } from "../../http/protocol/json.ts";
import type { Host, Service } from "../../service.ts";
import { cancelKeyDeletion } from "./operations/cancel-key-deletion.ts";
import { createAlias } from "./operations/create-alias.ts";
import { createKey } from "./operations/create-key.ts";
import { deleteAlias } from "./operations/delete-alias.ts";
import { describeKey } from "./operations/describe-key.ts";
import { getKeyPolicy } from "./operations/get-key-policy.ts";
import { listAliases } from "./operations/list-aliases.ts";
import { listKeys } from "./operations/list-keys.ts";
import { listResourceTags } from "./operations/list-resource-tags.ts";
import { putKeyPolicy } from "./operations/put-key-policy.ts";
import { scheduleKeyDeletion } from "./operations/schedule-key-deletion.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateAlias } from "./operations/update-alias.ts";
import { updateKeyDescription } from "./operations/update-key-description.ts";
import { KeyStore } from "./store.ts";

/** KMS as far as `cdk bootstrap` goes: keys and aliases that other resources name. Nothing is encrypted with them. */
export function createKmsService(host: Host): Service {
  const store = new KeyStore(host.state);
  const service = jsonService({
    name: "kms",
    targetPrefix: "TrentService",
    version: "1.1",
    bodyLimit: 1 << 20,
    operations: {
      CancelKeyDeletion: cancelKeyDeletion(store),
      CreateAlias: createAlias(store),
      CreateKey: createKey(store),
      DeleteAlias: deleteAlias(store),
      DescribeKey: describeKey(store),
      GetKeyPolicy: getKeyPolicy(store),
      ListAliases: listAliases(store),
      ListKeys: listKeys(store),
      ListResourceTags: listResourceTags(store),
      PutKeyPolicy: putKeyPolicy(store),
      ScheduleKeyDeletion: scheduleKeyDeletion(store),
      TagResource: tagResource(store),
      UntagResource: untagResource(store),
      UpdateAlias: updateAlias(store),
      UpdateKeyDescription: updateKeyDescription(store),
    },
  });
  return { ...service, start: () => store.removeExpired() };
}
