import { IS_REPOSITORY } from "./project.ts";

/** How the user starts an environment. */
export const START = IS_REPOSITORY ? "npm run dev" : "npx doppelface up";
