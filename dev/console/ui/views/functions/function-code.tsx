import { useState } from "preact/hooks";
import { get } from "../../api.ts";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { bytes } from "../../format.ts";
import type { CodeFile } from "../../../wire/code-file.ts";

/** The files of a function, as they run. */
export function FunctionCode({ name }: { readonly name: string }) {
  const [chosen, setChosen] = useState<string>();
  const { value, trouble } = useLoad(name, () => get<{ files: readonly CodeFile[] }>("code", { name }));
  if (trouble !== undefined) return <Trouble text={trouble} />;
  if (value === undefined) return <Empty title="Reading the code …" />;
  const file = value.files.find(({ path }) => path === chosen) ?? value.files[0];
  return (
    <Panel
      title="Code as it runs"
      side={
        <label class="field">
          <span class="unseen">File</span>
          <select class="select" value={file?.path} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {value.files.map(({ path, size }) => (
              <option key={path} value={path}>
                {path} ({bytes(size)})
              </option>
            ))}
          </select>
        </label>
      }
    >
      <pre class="code tall" tabIndex={0}>
        {file?.text ?? "The package holds no file that can be shown."}
      </pre>
    </Panel>
  );
}
