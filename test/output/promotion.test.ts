import { expect, test } from "vitest";
import { promotionLines } from "../../dev/output/promotion-lines.ts";
import { promotionMarkdown } from "../../dev/output/promotion-markdown.ts";
import { PLAIN } from "../../dev/output/style.ts";
import type { PromotionReport } from "../../dev/promote/report.ts";

const report: PromotionReport = {
  stacks: ["faces"],
  target: { account: "111122223333", region: "eu-west-1", endpoint: undefined },
  checks: [
    { title: "Region", looked: "eu-west-1", findings: [] },
    {
      title: "Permissions",
      looked: "",
      findings: [
        { level: "error", text: "needs s3:GetObject on arn:aws:s3:::a/*", next: "Add it." },
        { level: "warning", text: "allows s3:PutObject", next: "Take it out." },
        { level: "warning", text: "allows s3:DeleteObject", next: "Take it out." },
      ],
    },
    { title: "Names", findings: [], notMade: "Nobody is signed in." },
    { title: "Differences", findings: [{ level: "note", text: "S3: a|b" }] },
  ],
};

test("the terminal shows each check with what it found, and what to do once for findings that follow each other", () => {
  expect(promotionLines(report, PLAIN)).toEqual([
    "faces to account 111122223333 in eu-west-1",
    "",
    "✓ Region  eu-west-1",
    "",
    "✗ Permissions",
    "    fails    needs s3:GetObject on arn:aws:s3:::a/*",
    "             Add it.",
    "    warning  allows s3:PutObject",
    "    warning  allows s3:DeleteObject",
    "             Take it out.",
    "",
    "- Names",
    "    not made  Nobody is signed in.",
    "",
    "✓ Differences",
    "    S3: a|b",
    "",
    "✗ Permissions: needs s3:GetObject on arn:aws:s3:::a/*",
    "1 would fail, 2 warnings, 1 check not made, or not wholly.",
  ]);
});

test("Markdown has a table of the checks, and below it what they found; notes are folded", () => {
  expect(promotionMarkdown(report)).toBe(`## ❌ Promotion of faces

To account 111122223333 in eu-west-1: 1 would fail, 2 warnings, 1 check not made, or not wholly.

| | check | |
| --- | --- | --- |
| ✅ | Region | eu-west-1 |
| ❌ | Permissions | **1 would fail**; 2 warnings |
| ➖ | Names | not made, or not wholly |
| ✅ | Differences |  |

### Permissions

- **fails**: needs s3:GetObject on arn:aws:s3:::a/\\* _Add it._
- warning: allows s3:PutObject _Take it out._
- warning: allows s3:DeleteObject _Take it out._

<details><summary>Names</summary>

- not made: Nobody is signed in.

</details>

<details><summary>Differences</summary>

- S3: a|b

</details>
`);
});
