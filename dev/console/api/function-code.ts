import { unzipSync } from "fflate";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import type { CodeFile } from "../wire/code-file.ts";
import type { AwsClients } from "./aws-clients.ts";

const MOST_FILES = 200;
/** Bytes of a file that is shown. */
const LONGEST = 400_000;
/** Bytes of a package that is unpacked. */
const LARGEST = 60 << 20;

/** `?name=`: the files of a function's package, as GetFunction hands it out. */
export async function functionCode(clients: AwsClients, query: URLSearchParams): Promise<HttpResponse> {
  const { Code } = await clients.call("lambda:GetFunction", { FunctionName: query.get("name") ?? "" });
  if (Code?.Location === undefined) throw new ControlError(409, "The function's code is no package that can be had.");
  const answer = await fetch(Code.Location);
  if (!answer.ok) {
    throw new ControlError(409, `The code cannot be had: HTTP ${answer.status} from where GetFunction says.`);
  }
  const zip = new Uint8Array(await answer.arrayBuffer());
  let count = 0;
  let size = 0;
  const unpacked = unzipSync(zip, {
    filter: ({ originalSize, name }) => {
      size += originalSize;
      return !name.endsWith("/") && ++count <= MOST_FILES && size <= LARGEST;
    },
  });
  const files: CodeFile[] = Object.entries(unpacked).map(([path, bytes]) => ({
    path,
    size: bytes.byteLength,
    text: textOf(bytes),
  }));
  return jsonAnswer({ files: files.toSorted((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path)) });
}

/** Code first, maps and what is no text last. */
function rank({ path, text }: CodeFile): number {
  if (text === undefined || path.endsWith(".map")) return 2;
  return /^(index|app|main|lambda_function)\./.test(path) ? 0 : 1;
}

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength > LONGEST) return `${new TextDecoder().decode(bytes.subarray(0, LONGEST))}\n… (cut)`;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
