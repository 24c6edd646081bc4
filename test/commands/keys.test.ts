import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type Key, type KeyInput, keysLine, listenForKeys } from "../../dev/commands/keys.ts";
import { PLAIN } from "../../dev/output/style.ts";

/** The part of a terminal's input that is used, which remembers its mode. */
class Terminal extends EventEmitter {
  raw = false;
  flowing = false;

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }

  resume(): this {
    this.flowing = true;
    return this;
  }

  pause(): this {
    this.flowing = false;
    return this;
  }

  type(text: string): void {
    this.emit("data", Buffer.from(text));
  }
}

function listen(more: Key[] = []) {
  const terminal = new Terminal();
  const pressed: string[] = [];
  const errors: unknown[] = [];
  const keys: Key[] = ["u", "q"].map((key) => ({ key, does: `does ${key}`, press: () => void pressed.push(key) }));
  const stop = listenForKeys(terminal as unknown as KeyInput, [...keys, ...more], (error) => errors.push(error));
  return { terminal, pressed, errors, keys, stop };
}

test("each key does its own, in raw mode, where Ctrl-C does what q does", () => {
  const { terminal, pressed, stop } = listen();
  expect([terminal.raw, terminal.flowing]).toEqual([true, true]);
  terminal.type("u");
  terminal.type("xU");
  terminal.type("\u0003");
  expect(pressed).toEqual(["u", "u", "q"]);
  stop();
});

test("the terminal is given back as it was, also where the process ends in between", () => {
  const { terminal, pressed, stop } = listen();
  stop();
  expect([terminal.raw, terminal.flowing]).toEqual([false, false]);
  terminal.type("u");
  expect(pressed).toEqual([]);

  const before = process.listeners("exit").length;
  const other = listen();
  const restore = process.listeners("exit").at(-1);
  restore?.(0);
  expect(other.terminal.raw).toBe(false);
  expect(process.listeners("exit")).toHaveLength(before);
});

test("a key that fails is told, and the others still work", async () => {
  const failing: Key = { key: "t", does: "fails", press: () => Promise.reject(new Error("no trace")) };
  const { terminal, pressed, errors, stop } = listen([failing]);
  terminal.type("tu");
  await Promise.resolve();
  await Promise.resolve();
  expect(errors).toEqual([new Error("no trace")]);
  expect(pressed).toEqual(["u"]);
  stop();
});

test("one line lists them", () => {
  const { keys, stop } = listen();
  expect(keysLine(keys, PLAIN)).toBe("  keys        u does u  q does q");
  stop();
});
