import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";

const RULE = /^ {2}function (peg\$parse\w+)\(\) \{$/gm;
const START = "  function peg$parse";
const MEMOISE = `
  const memos = {};
  function memoised(name, rule) {
    const memo = (memos[name] ??= new Map());
    const at = peg$currPos;
    const known = memo.get(at);
    if (known !== undefined) {
      peg$currPos = known.end;
      return known.result;
    }
    const result = rule();
    memo.set(at, { end: peg$currPos, result });
    return result;
  }
`;

/**
 * Loads a parser that PEG.js generated without its option `cache`, with what that option would have made of it: a rule
 * is tried once at each place. Without it the time doubles and more with every parenthesis: `((((((((` took 190 s.
 */
export function loadMemoised(path: string): unknown {
  const source = readFileSync(path, "utf8");
  const first = source.indexOf(START);
  if (first < 0) throw new Error(`${path} is not a parser that PEG.js 0.10 generated`);
  const rules = source
    .slice(first)
    .replace(RULE, "  function $1() { return memoised('$1', $1$$once); }\n  function $1$$once() {");
  const module = { exports: {} };
  const run = compileFunction(source.slice(0, first) + MEMOISE + rules, ["module", "require"], { filename: path });
  run(module, createRequire(path));
  return module.exports;
}
