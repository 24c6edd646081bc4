import { start } from "doppelface/testing";

/** Runs the whole environment on the folder that it is given, until it is killed; tells the parent what it needs. */
const [state] = process.argv.slice(2);
if (state === undefined) throw new Error("Usage: environment-process.ts FOLDER");
// Few functions at once, or the load is mostly their starts.
const { connection, resources, bus } = await start({ state, context: { reservedConcurrency: "2" } });
bus.on("notice", ({ message }) => process.send?.({ notice: message }));
process.send?.({ connection, resources });
