import type { UploadDetail } from "../../../wire/wire.ts";
import { Panel } from "../../components/panel.tsx";
import { several } from "../../format.ts";
import { link } from "../../router.ts";
import { ItemView } from "../tables/item-view.tsx";
import { writtenItems } from "./writes-of.ts";

/** The items that the upload led to, as they were written. */
export function WrittenItems({ detail }: { readonly detail: UploadDetail }) {
  const written = writtenItems(detail.calls);
  if (written.length === 0) {
    if (detail.upload.rows.length === 0) return null;
    return (
      <Panel title="Rows">
        <ul>
          {detail.upload.rows.map(({ table, writes }) => (
            <li key={table}>
              <a href={link("tables", table)}>{table}</a>: {several(writes, "write")}
            </li>
          ))}
        </ul>
      </Panel>
    );
  }
  return (
    <Panel title="Rows">
      <ul class="written">
        {written.map(({ table, operation, item }, index) => (
          <li key={index}>
            <h3>
              <a href={link("tables", table)}>{table}</a> <span class="dim small">{operation}</span>
            </h3>
            <ItemView item={item} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
