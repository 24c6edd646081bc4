import { expect, test } from "vitest";
import { SERVICES } from "../../dev/endpoint/services/services.ts";
import { runFuzz } from "./run.ts";

test("stands mutated requests to each service and mutated pictures: no crash, no hang, no error of its own", async () => {
  const { sent, defects, notices, statuses } = await runFuzz({
    seed: 7,
    inputs: 2500,
    pictures: 0.02,
    imports: 0.01,
    limitMs: 12_000,
  });

  expect(defects).toEqual([]);
  expect(notices).toEqual([]);
  expect(sent).toBeGreaterThan(300);
  expect(statuses.get("import stood")).toBeGreaterThan(0);
  // Enough of them is understood that each service has been reached, and not only its door.
  const services = [...statuses.keys()].flatMap((name) => (/ 20\d$/.test(name) ? name.split(" ")[0] : []));
  expect(new Set(services)).toEqual(new Set(SERVICES.map(({ name }) => name)));
});
