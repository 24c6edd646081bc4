import { runsInImage } from "../config/process-environment.ts";
import type { Command } from "./command.ts";
import { consoleUrl } from "./console-beside.ts";
import { openBrowser } from "./open-browser.ts";
import { ENDPOINT_OPTION, runningConnection } from "./running.ts";

/** `doppelface console`: opens the console of the environment that runs. */
export const consoleCommand: Command = {
  name: "console",
  summary: "Open the console of the environment that runs in a browser.",
  usage: "console [--print] [--endpoint URL] [--json]",
  details: "Beside another emulator it is the one that `up --engine localstack` serves, at the setting consolePort.",
  options: {
    print: { type: "boolean", description: "Tell its address, and open nothing" },
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const { values, settings, output } = context;
    const { endpoint } = runningConnection(context);
    const beside = `http://127.0.0.1:${settings.consolePort}`;
    const served = (await isConsole(endpoint)) ? endpoint : (await isConsole(beside)) ? beside : undefined;
    if (served === undefined) {
      throw new Error(
        `Neither ${endpoint} nor ${beside} serves a console. Start one with \`npm run dev\`, or beside another emulator ` +
          "with `doppelface up --engine localstack`; its port is the setting consolePort.",
      );
    }
    const url = consoleUrl(served);
    const opened = values["print"] !== true && !runsInImage() && (await openBrowser(url));
    output.result({ console: url, opened }, [opened ? `opened ${url}` : url]);
    return 0;
  },
};

/** Whether a console answers: another program may have the port. */
async function isConsole(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(consoleUrl(endpoint));
    await answer.body?.cancel();
    return answer.ok && answer.headers.has("x-doppelface");
  } catch {
    return false;
  }
}
