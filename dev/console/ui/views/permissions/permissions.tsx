import { get } from "../../api.ts";
import { Ago } from "../../components/ago.tsx";
import { Badge } from "../../components/badge.tsx";
import { JsonView } from "../../components/json-view.tsx";
import { Empty, Panel, Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { several } from "../../format.ts";
import { engine, uploads } from "../../store.ts";
import { groupUsage } from "./group-usage.ts";
import type { RoleReport } from "../../../wire/role-report.ts";

/** What functions used of their roles, what they were denied, and what their policies grant. */
export function Permissions({ parts: [chosen] }: { readonly parts: readonly string[] }) {
  const last = uploads.value[0];
  const { value, trouble } = useLoad(`${last?.id} ${last?.status}`, () =>
    get<{ roles: readonly RoleReport[] }>("roles"),
  );
  const roles = (value?.roles ?? []).filter(({ roleArn }) => chosen === undefined || roleArn.endsWith(`/${chosen}`));
  return (
    <div class="view">
      <h1>Permissions</h1>
      {trouble === undefined ? null : <Trouble text={trouble} />}
      {value !== undefined && roles.length === 0 ? (
        <Panel>
          {engine.value?.traces === false ? (
            <Empty title={`What functions use of their roles cannot be seen on ${engine.value.name}`}>
              The embedded engine alone tells it.
            </Empty>
          ) : (
            <Empty title="No function has used a role yet">
              After the first upload the calls are here, beside the policies.
            </Empty>
          )}
        </Panel>
      ) : null}
      {roles.map((role) => (
        <Role key={role.roleArn} role={role} />
      ))}
    </div>
  );
}

function Role({ role }: { readonly role: RoleReport }) {
  const { roleArn, functions, usage, policies } = role;
  const name = roleArn.split("/").at(-1) ?? roleArn;
  return (
    <Panel
      title={name}
      side={
        <span class="dim small">
          {functions
            .map(({ functionName, invocations }) => `${functionName}: ${several(invocations, "invocation")}`)
            .join("; ")}
        </span>
      }
      flush
    >
      <div class="scroll" tabIndex={0} role="region" aria-label={`What ${name} was used for`}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Action</th>
              <th scope="col">Resource</th>
              <th scope="col" class="number">
                Calls
              </th>
              <th scope="col">Policy</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {groupUsage(usage).map(({ action, resource, resources, calls, denied, lastAt }) => (
              <tr key={`${action} ${resource}`}>
                <td>
                  <code>{action}</code>
                </td>
                <td class="mono small cut" title={resource}>
                  {resource}
                  {resources === 1 ? null : <span class="dim"> ({resources})</span>}
                </td>
                <td class="number">{calls}</td>
                <td>
                  <Badge
                    tone={denied === 0 ? "good" : "bad"}
                    text={denied === 0 ? "granted" : `denied ${denied === calls ? "" : `${denied} of ${calls}`}`}
                  />
                </td>
                <td class="dim small">
                  <Ago at={lastAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="panel-body">
        {policies.map((policy) => (
          <details key={policy.name} class="fold">
            <summary>{policy.name}</summary>
            <JsonView text={policy.document} />
          </details>
        ))}
      </div>
    </Panel>
  );
}
