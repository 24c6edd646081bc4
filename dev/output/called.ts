import { runsInImage } from "../config/process-environment.ts";

/** How the user calls a command of ours: from the host, where this runs in a service of docker-compose.yml. */
export function called(command: string): string {
  return runsInImage() ? `docker compose exec watch doppelface ${command}` : `npx doppelface ${command}`;
}
