import type { Command } from "./command.ts";

/** A command before its module is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "up",
    summary: "Start the environment and deploy the stack (npm run dev)",
    load: async () => (await import("./up.ts")).up,
  },
  {
    name: "init",
    summary: "Write what a project of your own needs to begin",
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "demo",
    summary: "Upload the drawn pictures to an environment of their own and check every result",
    load: async () => (await import("./demo.ts")).demo,
  },
  {
    name: "upload",
    summary: "Upload pictures and show what became of them",
    load: async () => (await import("./upload.ts")).upload,
  },
  {
    name: "rows",
    summary: "Show the registered faces",
    load: async () => (await import("./rows.ts")).rows,
  },
  {
    name: "pictures",
    summary: "Show each picture's status, and why it has no row",
    load: async () => (await import("./pictures.ts")).pictures,
  },
  {
    name: "logs",
    summary: "Show the function's log lines",
    load: async () => (await import("./logs.ts")).logs,
  },
  {
    name: "who",
    summary: "Tell who is in a picture",
    load: async () => (await import("./who.ts")).who,
  },
  {
    name: "console",
    summary: "Open the console of the environment that runs in a browser",
    load: async () => (await import("./console.ts")).consoleCommand,
  },
  {
    name: "trace",
    summary: "Show every step of an upload, or send its event again",
    load: async () => (await import("./trace.ts")).trace,
  },
  {
    name: "redrive",
    summary: "Send the events that failed for good to the function again",
    load: async () => (await import("./redrive.ts")).redrive,
  },
  {
    name: "reconcile",
    summary: "Find and fix where faces and rows do not agree with the bucket",
    load: async () => (await import("./reconcile.ts")).reconcile,
  },
  {
    name: "reembed",
    summary: "Make new vectors of faces that another version of the face engine has indexed",
    load: async () => (await import("./reembed.ts")).reembed,
  },
  {
    name: "fault",
    summary: "Make AWS calls fail or slow, and clear that again",
    load: async () => (await import("./fault.ts")).fault,
  },
  {
    name: "iam",
    summary: "Show what functions used of their roles, and what they lacked",
    load: async () => (await import("./iam.ts")).iam,
  },
  {
    name: "promote",
    summary: "Check what would fail on AWS, and deploy there (npm run deploy)",
    load: async () => (await import("./promote.ts")).promoteCommand,
  },
  {
    name: "deploy-local",
    summary: "Deploy the stack by cdklocal on the environment that runs (npm run deploy:local)",
    load: async () => (await import("./deploy-local.ts")).deployLocal,
  },
  {
    name: "doctor",
    summary: "Check what is needed to run, and say what to do",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "python",
    summary: "Install what Python functions run on, once per Python of this machine",
    load: async () => (await import("./python.ts")).python,
  },
  {
    name: "export",
    summary: "Copy the whole state into a folder",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  {
    name: "import",
    summary: "Bring an export into an empty state folder",
    load: async () => (await import("./import.ts")).importCommand,
  },
  {
    name: "reset",
    summary: "Delete everything in the state folder",
    load: async () => (await import("./reset.ts")).reset,
  },
  {
    name: "exec",
    summary: "Run a command beside an environment of its own",
    load: async () => (await import("./exec.ts")).exec,
  },
  {
    name: "rekognition",
    summary: "Serve Rekognition alone, beside another AWS emulator",
    load: async () => (await import("./rekognition.ts")).rekognition,
  },
  {
    name: "recordings",
    summary: "List, show, check and compare recordings of Rekognition",
    load: async () => (await import("./recordings.ts")).recordings,
  },
  {
    name: "accuracy",
    summary: "Measure the face model on photographs of people whom you know (npm run accuracy)",
    load: async () => (await import("./accuracy.ts")).accuracy,
  },
];
