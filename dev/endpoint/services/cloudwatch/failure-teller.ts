import type { Bus } from "../../../trace/bus.ts";
import { isDiskFull } from "../../state/disk-full.ts";

/**
 * Makes what takes failures of work that no call waits for: they must not end the process. A full disk is told of by the
 * calls that it fails; of any other failure that comes again and again the user hears once.
 */
export function failureTeller(bus: Bus): (error: unknown) => void {
  let told = "";
  return (error) => {
    if (isDiskFull(error)) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (text !== told) bus.dispatch({ type: "notice", message: `Internal error, please report it: ${text}` });
    told = text;
  };
}
