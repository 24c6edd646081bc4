/** The variables of this process that an AWS tool started by `exec` may keep: everything but credentials and profiles. */
export function inheritedEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}

/** Whether the terminal shows colours: a TTY, unless NO_COLOR says no (https://no-color.org). */
export function wantsColour(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
}

/** The endpoint that the user named, as AWS tools read it. */
export function endpointFromEnvironment(): string | undefined {
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  return endpoint === undefined || endpoint === "" ? undefined : endpoint;
}
