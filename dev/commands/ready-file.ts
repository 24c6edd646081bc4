import { rm, writeFile } from "node:fs/promises";

/** Tells by a file whether a picture can be uploaded; one that an earlier run has left is removed. */
export async function readyFile(file: string | undefined): Promise<(isReady: boolean) => Promise<void>> {
  const tell = async (isReady: boolean): Promise<void> => {
    if (file === undefined) return;
    await (isReady ? writeFile(file, "") : rm(file, { force: true }));
  };
  await tell(false);
  return tell;
}
