import { useState } from "preact/hooks";
import { aws } from "../../api.ts";
import { Button } from "../../components/button.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { bytes, dayAndTime } from "../../format.ts";
import { link } from "../../router.ts";
import { uploads } from "../../store.ts";
import { Chooser } from "../chooser.tsx";
import { MetricPlot } from "../metrics/metric-plot.tsx";
import { EventEditor } from "./event-editor.tsx";
import { FunctionCode } from "./function-code.tsx";

/** The functions of the app: how they are set up, what they did, their code, and events for them. */
export function Functions({ parts: [name] }: { readonly parts: readonly string[] }) {
  return (
    <Chooser title="Functions" view="functions" kind="function" chosen={name} none="The app has no function">
      {(found) => <FunctionView name={found} />}
    </Chooser>
  );
}

function FunctionView({ name }: { readonly name: string }) {
  const [showsCode, setShowsCode] = useState(false);
  const { value, trouble } = useLoad(name, () => aws("lambda:GetFunctionConfiguration", { FunctionName: name }));
  if (trouble !== undefined) return <Trouble text={trouble} />;
  if (value === undefined) return <Empty title="Reading the function …" />;
  const {
    Runtime,
    Handler,
    MemorySize,
    Timeout,
    LastModified,
    CodeSize = 0,
    Role = "",
    Environment,
    LoggingConfig,
  } = value;
  const last = uploads.value.find(({ functionName }) => functionName === name);
  const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  return (
    <>
      <Panel
        title={name}
        side={
          <div class="row">
            <a class="button" href={link("logs", group)}>
              Logs
            </a>
            <Button pressed={showsCode} onPress={() => setShowsCode(!showsCode)}>
              Code
            </Button>
          </div>
        }
      >
        <dl class="facts">
          <dt>Runs</dt>
          <dd>
            {Runtime}, {Handler}, {MemorySize} MB, {Timeout} s at most
          </dd>
          <dt>Code</dt>
          <dd>
            {CodeSize === 0 ? "mounted by the emulator" : bytes(CodeSize)}, since{" "}
            {LastModified === undefined ? "?" : dayAndTime(Date.parse(LastModified))}
          </dd>
          <dt>Role</dt>
          <dd>
            <a href={link("permissions", Role.split("/").at(-1) ?? Role)}>{Role.split("/").at(-1)}</a>
          </dd>
          <dt>Variables</dt>
          <dd class="mono small">
            {Object.entries(Environment?.Variables ?? {}).map(([variable, held]) => (
              <div key={variable}>
                {variable}={held}
              </div>
            ))}
          </dd>
        </dl>
      </Panel>
      {showsCode ? <FunctionCode name={name} /> : null}
      <Panel title="Invocations, errors, milliseconds">
        <div class="plots">
          <MetricPlot
            title="Invocations and errors"
            metrics={ofFunction(name, [
              ["Invocations", "Sum"],
              ["Errors", "Sum"],
            ])}
          />
          <MetricPlot
            title="Milliseconds"
            metrics={ofFunction(name, [
              ["Duration", "Average"],
              ["Duration", "Maximum"],
            ])}
          />
        </div>
      </Panel>
      <EventEditor name={name} last={last?.id} />
    </>
  );
}

function ofFunction(name: string, metrics: readonly [string, string][]) {
  return metrics.map(([metric, stat]) => ({
    namespace: "AWS/Lambda",
    metric,
    stat,
    dimensions: [{ Name: "FunctionName", Value: name }],
  }));
}
