import type { ComponentType } from "preact";
import { Buckets } from "./buckets/buckets.tsx";
import { Faults } from "./faults/faults.tsx";
import { Functions } from "./functions/functions.tsx";
import { Home } from "./home/home.tsx";
import { Logs } from "./logs/logs.tsx";
import { Metrics } from "./metrics/metrics.tsx";
import { People } from "./people/people.tsx";
import { Permissions } from "./permissions/permissions.tsx";
import { ObjectPage } from "./picture/object-page.tsx";
import { UploadPage } from "./picture/upload-page.tsx";
import { Queues } from "./queues/queues.tsx";
import { Recordings } from "./recordings/recordings.tsx";
import { Tables } from "./tables/tables.tsx";
import { Who } from "./who/who.tsx";

/** One view of the console: `#/<name>/<parts>`. */
export interface View {
  readonly name: string;
  readonly title: string;
  /** Where it stands in the list; undefined for one that others lead to. */
  readonly group?: "See" | "AWS" | "Operate";
  /** Whose count stands beside it. */
  readonly kind?: string;
  readonly View: ComponentType<{ readonly parts: readonly string[] }>;
}

/** Every view, in the order of the list. */
export const VIEWS: readonly View[] = [
  { name: "", title: "Home", group: "See", View: Home },
  { name: "people", title: "People", group: "See", kind: "collection", View: People },
  { name: "who", title: "Who is this?", group: "See", View: Who },
  { name: "buckets", title: "Buckets", group: "AWS", kind: "bucket", View: Buckets },
  { name: "tables", title: "Tables", group: "AWS", kind: "table", View: Tables },
  { name: "functions", title: "Functions", group: "AWS", View: Functions },
  { name: "queues", title: "Queues", group: "AWS", kind: "queue", View: Queues },
  { name: "logs", title: "Logs", group: "AWS", View: Logs },
  { name: "metrics", title: "Metrics", group: "Operate", View: Metrics },
  { name: "faults", title: "Faults", group: "Operate", View: Faults },
  { name: "permissions", title: "Permissions", group: "Operate", View: Permissions },
  { name: "recordings", title: "Recordings", group: "Operate", View: Recordings },
  { name: "upload", title: "Upload", View: UploadPage },
  { name: "object", title: "Picture", View: ObjectPage },
];
