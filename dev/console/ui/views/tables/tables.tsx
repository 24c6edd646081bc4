import { Chooser } from "../chooser.tsx";
import { TableView } from "./table-view.tsx";

/** The tables of the app, and their items. */
export function Tables({ parts: [name] }: { readonly parts: readonly string[] }) {
  return (
    <Chooser title="Tables" view="tables" kind="table" chosen={name} none="The app has no table">
      {(table) => <TableView name={table} />}
    </Chooser>
  );
}
