import { START } from "../config/start-command.ts";
import { runsInImage } from "../config/process-environment.ts";
import { describeAnswer } from "../pipeline/answered-error.ts";
import { isDiskFull } from "../endpoint/state/disk-full.ts";

/** One error in words: its message, or what an endpoint has answered, and those of its causes that add something. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const failure: NodeJS.ErrnoException & { port?: number } = error;
  const text = SYSTEM[kindOf(failure)]?.(failure) ?? describeAnswer(error) ?? (error.message || error.name);
  if (error.cause instanceof Error && !text.includes(error.cause.message)) {
    return `${text}\n      because: ${describeError(error.cause)}`;
  }
  return text;
}

function kindOf(error: NodeJS.ErrnoException): string {
  // ENOSPC of `watch` means that no room is left in the list of what is watched.
  if (error.syscall === "watch") return "watch";
  return isDiskFull(error) ? "ENOSPC" : (error.code ?? "");
}

const SYSTEM: Readonly<Record<string, (error: NodeJS.ErrnoException & { port?: number }) => string>> = {
  EADDRINUSE: (error) =>
    `Port ${error.port ?? ""} is in use by another program. Stop it, or choose another port with --port N (0: any free one).`,
  EACCES: (error) =>
    error.syscall === "listen"
      ? `No permission: ${error.message}. Ports below 1024 need root; choose another with --port N.`
      : `No permission: ${error.message}. Make it this user's (chown), or run as its owner.`,
  EROFS: (error) =>
    `Nothing can be written there: ${error.message}. Copy the checkout to where it can be written; --state DIR says where ` +
    "the state goes.",
  ECONNREFUSED: (error) =>
    runsInImage()
      ? `Nothing answers: ${error.message}. On the host, \`docker compose ps --all\` tells what runs.`
      : `Nothing answers at the environment's endpoint. Start it with \`${START}\`, or name another with --endpoint URL.`,
  watch: (error) =>
    `The system watches no more files: ${error.message}. Raise its limits, on Linux by \`sudo sysctl ` +
    "fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512`, or start with --no-watch.",
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EFBIG: (error) =>
    `A file may not grow any more: ${error.message}. Raise the limit of this process: \`ulimit -f unlimited\`.`,
  ENOSPC: (error) => `The disk is full: ${error.message}. Free some space; nothing that was acknowledged is lost.`,
};

function tooManyFiles(error: Error): string {
  return `This process may open no more files: ${error.message}. Raise its limit, for example \`ulimit -n 65536\`, and start it again.`;
}
