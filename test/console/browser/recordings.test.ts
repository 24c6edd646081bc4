import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { noBrowser, openConsole } from "./browser.ts";
import { drawnPicture, useConsole } from "./use-console.ts";

const shared = useConsole({ rekognition: "replay" });

test.skipIf(noBrowser)(
  "a miss is shown with the request beside the closest recording, and a hit with its file",
  async () => {
    const { env, browser } = shared;
    const context = await browser.newContext();
    const { page, wrong } = await openConsole(context, env.connection.endpoint);
    // Other bytes than those of any recording, and still a picture.
    const Body = Buffer.concat([drawnPicture("register"), Buffer.from([0])]);
    await env.clients.s3.send(new PutObjectCommand({ Bucket: env.resources.bucket, Key: "never-recorded.jpg", Body }));
    await page.locator(".card", { hasText: "never-recorded.jpg" }).waitFor();

    await page.goto(`${env.connection.endpoint}/_doppelface/#/recordings`);
    // The console's own calls are none of the run's.
    const miss = page.locator(".miss");
    await miss.waitFor();

    const closest = await miss.locator("caption code").innerText();
    const differing = miss.locator('tr[data-differs="true"]');
    await miss.getByText("The picture is in no recording of the set.").waitFor();
    expect(closest).toMatch(/^employees\/IndexFaces\/picture-[0-9a-f]{8}-.*\.json$/);
    expect(await differing.getByRole("rowheader").allInnerTexts()).toContain("Image");
    const [asked, recorded] = await differing.filter({ hasText: "Image" }).first().locator("td").allInnerTexts();
    expect(asked).not.toBe(recorded);
    await miss.getByText("Let the face model of this machine answer").waitFor();
    await miss.getByRole("link", { name: "The upload" }).click();
    await page.getByRole("heading", { level: 1, name: "never-recorded.jpg" }).waitFor();
    await page.goto(`${env.connection.endpoint}/_doppelface/#/people`);
    await page.getByRole("alert").getByText("recordings or by an upstream").waitFor();
    await page.goto(`${env.connection.endpoint}/_doppelface/#/recordings`);
    const hit = page.getByRole("row", { name: /CreateCollection/ });
    await hit
      .getByText(/^employees\/CreateCollection\/.*\.json$/)
      .first()
      .waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  },
);
