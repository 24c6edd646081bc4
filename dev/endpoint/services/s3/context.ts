import type { Permission } from "../../identity/caller.ts";
import type { Host } from "../../service.ts";
import { Notifications } from "./notifications/notifications.ts";
import { Buckets } from "./store/buckets.ts";
import { ObjectFiles } from "./store/files.ts";
import { Objects } from "./store/objects.ts";
import { PowerLossCheck } from "./store/power-loss.ts";
import { SCHEMA } from "./store/schema.ts";
import { Uploads } from "./store/uploads.ts";

/** What the operations of S3 work with. */
export interface S3Context {
  readonly host: Host;
  readonly buckets: Buckets;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly files: ObjectFiles;
  readonly powerLoss: PowerLossCheck;
  readonly notifications: Notifications;
}

/** Defines the tables and opens the folder of objects. */
export function createContext(host: Host): S3Context {
  host.state.define(SCHEMA);
  const buckets = new Buckets(host.state);
  const files = new ObjectFiles(host.state);
  const uploads = new Uploads(host.state);
  return {
    host,
    buckets,
    objects: new Objects(host.state),
    uploads,
    files,
    powerLoss: new PowerLossCheck(host.state, files, uploads, host.bus),
    notifications: new Notifications(host, buckets),
  };
}

/** One action on a bucket. */
export function onBucket(action: string, bucket: string): Permission {
  return { action, resource: `arn:aws:s3:::${bucket}` };
}

/** One action on an object. */
export function onObject(action: string, bucket: string, key: string): Permission {
  return { action, resource: `arn:aws:s3:::${bucket}/${key}` };
}
