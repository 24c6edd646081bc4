import type { Connection } from "../../pipeline/connection.ts";

/** Where a stack goes that an AWS emulator may not know all of. */
export interface EmulatorTarget {
  readonly connection: Connection;
  /** URL at which the function reaches Rekognition; undefined leaves its variables alone. */
  readonly functionRekognition: string | undefined;
  /** Gets one line for each thing that was done by a plain API call, with the reason. */
  readonly done: (text: string) => void;
  /** Gets what else the user should know. */
  readonly notice: (text: string) => void;
}
