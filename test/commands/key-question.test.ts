import { expect, test } from "vitest";
import { KeyQuestion } from "../../dev/commands/key-question.ts";
import { terminalOutput } from "../../dev/output/terminal.ts";

function makeQuestion({ isTTY }: { isTTY: boolean }) {
  const shown: string[] = [];
  const stream = { isTTY, columns: 80, write: (text: string) => shown.push(text) } as unknown as NodeJS.WriteStream;
  const question = new KeyQuestion(terminalOutput(stream, stream), { isTTY });
  const press = (name: string) => question.keys.find(({ key }) => key === name)?.press();
  // Without the colours, which depend on the environment that runs the tests.
  // oxlint-disable-next-line no-control-regex
  return { question, press, text: () => shown.join("").replaceAll(/\u001b\[[0-9;]*m/g, "") };
}

test.each([
  { key: "y", answer: true, echo: "yes" },
  { key: "n", answer: false, echo: "no, everything stays as it is" },
])("$key answers the question that waits, once", async ({ key, answer, echo }) => {
  const { question, press, text } = makeQuestion({ isTTY: true });
  const asked = question.ask("Delete it?");
  await press(key);
  await press(key);
  expect(await asked).toBe(answer);
  expect(text()).toBe(`Delete it? y or n\n${echo}\n`);
});

test("a question that another one replaces is answered no", async () => {
  const { question, press } = makeQuestion({ isTTY: true });
  const [first, second] = [question.ask("The first?"), question.ask("The second?")];
  await press("y");
  expect(await Promise.all([first, second])).toEqual([false, true]);
});

test("nobody is asked where there is no terminal", async () => {
  const { question, text } = makeQuestion({ isTTY: false });
  expect(await question.ask("Delete it?")).toBeUndefined();
  expect(text()).toBe("");
});
