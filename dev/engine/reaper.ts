import { disableReaper, reaperImage } from "../config/process-environment.ts";
import { docker } from "./emulator/docker.ts";

/**
 * Leaves testcontainers its reaper (Ryuk), which removes the containers of a process that was killed, where its image is
 * here. Elsewhere its pull would fail the start: there what is left behind is swept by label.
 */
export async function reaperWhereItIs(): Promise<void> {
  const { code } = await docker("image", "inspect", "--format", "{{.Id}}", reaperImage());
  if (code !== 0) disableReaper();
}
