import { settingSources } from "../config/load.ts";
import { checkCredentials } from "../doctor/credentials.ts";
import { checkDocker } from "../doctor/docker.ts";
import type { Finding } from "../doctor/finding.ts";
import { checkModel } from "../doctor/model.ts";
import { checkNode, checkVersions } from "../doctor/node.ts";
import { checkPort } from "../doctor/port.ts";
import { checkPython } from "../doctor/python.ts";
import { checkState } from "../doctor/state.ts";
import { checkTmp } from "../doctor/tmp.ts";
import type { Style } from "../output/output-sink.ts";
import { table } from "../output/table.ts";
import type { Command } from "./command.ts";

/** `doppelface doctor`: what is needed, what is there, and what to do. */
export const doctor: Command = {
  name: "doctor",
  summary: "Check what is needed to run, and say what to do about each thing that is not as it should be.",
  usage: "doctor [--port N] [--host ADDRESS] [--state DIR] [--json]",
  details: "Exit code 0 if everything that is needed works, 1 if something is broken.",
  options: {
    port: { type: "string", value: "N", description: "Check this port; default: the setting" },
    host: { type: "string", value: "ADDRESS", description: "Check this address; default: the setting" },
    state: { type: "string", value: "DIR", description: "Check this state folder; default: the setting" },
  },
  async run({ values, settings, output }) {
    output.progress("checking");
    const findings: Finding[] = [
      checkNode(),
      checkVersions(),
      await checkPython(),
      await checkTmp(),
      await checkPort(settings),
      checkState(settings.state),
      await checkModel(settings),
      await checkDocker(),
      checkCredentials(),
    ];
    const sources = settingSources(values);
    const broken = findings.filter(({ level }) => level === "broken").length;
    output.result({ findings, settings: sources }, [
      ...findings.flatMap((finding) => findingLines(finding, output.style)),
      "",
      ...table(
        ["SETTING", "VALUE", "FROM"],
        sources.map(({ name, value, source }) => [
          name,
          value === undefined ? "not set" : JSON.stringify(value),
          source,
        ]),
      ),
      "",
      broken === 0 ? output.style.green("Everything that is needed works.") : output.style.red(`${broken} broken.`),
    ]);
    return broken === 0 ? 0 : 1;
  },
};

function findingLines({ check, level, found, advice }: Finding, style: Style): string[] {
  const colour = { ok: style.green, note: style.yellow, broken: style.red }[level];
  const head = `${colour(level.padEnd(6))}  ${check.padEnd(16)}  ${found}`;
  return advice === undefined ? [head] : [head, `${" ".repeat(26)}${style.dim(advice)}`];
}
