import type { ComponentType } from "preact";
import { Home } from "./home/home.tsx";
import { ObjectPage } from "./picture/object-page.tsx";
import { UploadPage } from "./picture/upload-page.tsx";

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
  { name: "upload", title: "Upload", View: UploadPage },
  { name: "object", title: "Picture", View: ObjectPage },
];
