import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { link } from "../../router.ts";
import { plain } from "../tables/plain-item.ts";
import type { ItemDifference } from "./run-difference.ts";

/** Items that two runs wrote otherwise: each attribute that differs, before and after. */
export function ChangedItems({ items }: { readonly items: readonly ItemDifference[] }) {
  const others = items.filter(
    ({ before, after, changed }) => before === undefined || after === undefined || changed.length > 0,
  );
  if (others.length === 0) return null;
  return (
    <details class="fold panel-body">
      <summary>Each row that differs</summary>
      {others.map(({ before, after, changed }, index) => {
        const { table = "", operation } = before ?? after ?? {};
        const names = changed.length > 0 ? changed : Object.keys((before ?? after)?.item ?? {});
        const [was, is] = [plain(before?.item ?? {}), plain(after?.item ?? {})];
        return (
          <div key={index} class="scroll" tabIndex={0} role="region" aria-label={`Row ${index + 1} that differs`}>
            <table class="table">
              <caption>
                <a href={link("tables", table)}>{table}</a> <span class="dim small">{operation}</span>
              </caption>
              <thead>
                <tr>
                  <th scope="col">Attribute</th>
                  <th scope="col">That run</th>
                  <th scope="col">This run</th>
                </tr>
              </thead>
              <tbody>
                {names.map((name) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td class="mono small">{text(before?.item[name], was[name])}</td>
                    <td class="mono small">{text(after?.item[name], is[name])}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      })}
    </details>
  );
}

function text(attribute: AttributeValue | undefined, value: unknown): string {
  if (attribute === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
