import { modelOf } from "../endpoint/model/service-model.ts";
import type { GapNote, ServiceDefinition } from "../endpoint/service-definition.ts";
import { SERVICES } from "../endpoint/services/services.ts";
import { servedOperations } from "./served-operations.ts";

/** The version that all models are of. */
const BOTOCORE = modelOf("s3").botocore;

const HEAD = `<!-- Made by \`npm run gaps\` of the services' code and their gaps.ts; a test compares. Edit those. -->

# What is not there

What the embedded engine has, what it leaves out, and what is different from AWS. An operation that is not there answers by
name with \`UnsupportedOperation\` (HTTP 400), which no SDK retries; what AWS has not either, as AWS answers it. The
operations of AWS are those of the models that botocore ${BOTOCORE} carries.
`;

/** The page `dev/docs/gaps.md`: of every service each operation of AWS, as there, partly there or not there. */
export async function gapsPage(): Promise<string> {
  const served = await servedOperations();
  const sections: string[] = [];
  const rows: string[][] = [];
  for (const service of SERVICES) {
    const operations = sort(modelOf(service.name).names, served.get(service.name) ?? [], service);
    rows.push(summary(service, operations));
    sections.push(await section(service, operations));
  }
  return `${[HEAD, table(rows), "", ...sections].join("\n").trimEnd()}\n`;
}

interface Sorted {
  readonly there: readonly string[];
  readonly partly: readonly string[];
  readonly missing: readonly string[];
}

/** Throws where a name in the notes is no operation of the table, or one in the table none of AWS. */
function sort(all: readonly string[], served: readonly string[], service: ServiceDefinition): Sorted {
  const { partly, unnamed = [] } = service.gaps;
  const unknown = [
    ...Object.keys(partly).filter((name) => !served.includes(name)),
    ...served.filter((name) => !all.includes(name)),
  ];
  if (unknown.length > 0) {
    throw new Error(`${service.title} has no operation ${unknown.join(", ")}. Correct its gaps.ts or its table.`);
  }
  return {
    there: [...served.filter((name) => !Object.hasOwn(partly, name)), ...unnamed].toSorted(),
    partly: served.filter((name) => Object.hasOwn(partly, name)),
    missing: all.filter((name) => !served.includes(name)),
  };
}

function summary({ title }: ServiceDefinition, { there, partly, missing }: Sorted): string[] {
  const anchor = title.toLowerCase().replaceAll(" ", "-");
  return [`[${title}](#${anchor})`, ...[there, partly, missing].map(({ length }) => String(length))];
}

/** A table whose columns are as wide as the formatter makes them. */
function table(rows: readonly (readonly string[])[]): string {
  const head = ["operations", "there", "partly", "not there"];
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (row: readonly string[]): string => line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [padded(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(padded)].join("\n");
}

async function section({ title, gaps }: ServiceDefinition, { there, partly, missing }: Sorted): Promise<string> {
  return [
    `## ${title}\n`,
    `There: ${there.join(", ")}.\n`,
    list(
      "Partly there:",
      partly.map((name) => `${name}: ${gaps.partly[name]}`),
    ),
    gaps.also === undefined ? "" : `${await gaps.also()}\n`,
    list("Refused by name:", gaps.refused.map(toText)),
    list("Different from AWS:", gaps.differences.map(toText)),
    missing.length === 0 ? "" : `Not there: ${missing.join(", ")}.\n`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `${title}\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`;
}

function toText(note: GapNote): string {
  return note.text;
}
