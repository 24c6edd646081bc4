#!/usr/bin/env node
// Plain JavaScript, so that a Node that cannot read the rest still says what is wrong.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 2)) {
  process.stderr.write(
    `doppelface: needs Node 24, this is ${process.version}. Run it with npm (npm run dev, npx doppelface) after npm ci, which brings Node 24 on Linux; on macOS: nvm install 24.\n`,
  );
  process.exit(1);
}
module.enableCompileCache();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
