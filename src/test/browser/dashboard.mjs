// Clicks through the dashboard as a person would. Started by DashboardBrowserIT, which does what lines on the standard output
// ask for ("do: sql …") and answers on the standard input; whatever throws here fails the test.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const { DASHBOARD, TOKEN, CHROMIUM, PICTURES } = process.env;
const PAGES = ["", "queues", "queues/notifications", "failures", "failures?by=one", "activity", "mails", "schedules", "system", "nowhere"];

mkdirSync(PICTURES, { recursive: true });
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Has the test do something outside of the browser. */
async function ask(what) {
  console.log(`do: ${what}`);
  const { value, done } = await answers.next();
  assert.equal(done, false, "the test has ended");
  return value;
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const elsewhere = [];
  page.on("pageerror", (failure) => complaints.push(failure.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(DASHBOARD) && !address.startsWith("data:")) elsewhere.push(address);
  });
  return { page, complaints, elsewhere };
}

async function enter(page) {
  await page.goto(DASHBOARD);
  await page.getByLabel("This server wants a token").fill(TOKEN);
  await page.getByRole("button", { name: "Enter" }).click();
  await page.locator(".connection.good").waitFor();
}

async function go(page, path) {
  await page.goto(`${DASHBOARD}#/${path}`);
}

async function test(name, body) {
  const begun = Date.now();
  await body();
  console.log(`ok: ${name} (${Date.now() - begun} ms)`);
}

await test("without a token it asks for one, and is refused with a wrong one", async () => {
  const { page } = await open();
  await page.goto(DASHBOARD);
  await page.getByLabel("This server wants a token").fill("wrong");
  await page.getByRole("button", { name: "Enter" }).click();
  await page.getByLabel("This server wants a token").waitFor();
  await page.context().close();
});

const { page, complaints, elsewhere } = await open();
await enter(page);
complaints.length = 0; // those of the first request without a token

await test("every page is there, and right for a screen reader, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const path of PAGES) {
      await go(page, path);
      await page.getByRole("main").waitFor();
      await page.waitForFunction(() => !document.body.innerText.includes("Loading …"));
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map((one) => `${path} ${colorScheme}: ${one.id} ${one.nodes[0]?.html}`), []);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
});

await test("a change of a row is on the activity page at once", async () => {
  await go(page, "activity");
  await ask("sql UPDATE public.tasks SET title = 'seen in the tail' WHERE id = (SELECT min(id) FROM public.tasks)");
  await page.getByText("seen in the tail").first().waitFor({ timeout: 5_000 });
});

await test("a paused queue is not worked on until it is resumed", async () => {
  await go(page, "queues/activity_log");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await page.getByText("paused", { exact: true }).waitFor();
  await ask("sql UPDATE public.tasks SET title = 'while it was paused' WHERE id = (SELECT min(id) FROM public.tasks)");
  await page.locator(".tile", { hasText: "Ready" }).locator(".figure", { hasText: /^1$/ }).first().waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.locator(".tile", { hasText: "Ready" }).locator(".figure", { hasText: /^0$/ }).first().waitFor();
});

await test("a test message that fails is found among the failures, redriven, and gone from those that wait", async () => {
  await go(page, "queues/notifications");
  await page.getByLabel("JSON").fill('{"type": "no_such_type", "number": 9007199254740993}');
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(/^sent as \d+$/).waitFor();
  await go(page, "failures?by=one&queue=notifications");
  await page.locator("tbody tr").first().waitFor({ timeout: 10_000 });
  await page.locator("tbody a").first().click();
  await page.getByText("9007199254740993").waitFor();
  await page.getByRole("button", { name: "Redrive" }).click();
  await page.getByText("1 sent back").waitFor();
  assert.equal(await ask("count SELECT count(*) FROM public.job_failures WHERE redriven_at IS NOT NULL"), "1");
});

await test("a purge wants the queue's name", async () => {
  await go(page, "queues/report_generation");
  await page.getByRole("button", { name: "Purge" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByRole("button", { name: "Purge" }).isDisabled(), true);
  await dialog.getByRole("textbox").fill("report_generation");
  await dialog.getByRole("button", { name: "Purge" }).click();
  await page.getByRole("status").filter({ hasText: "done" }).waitFor();
});

await test("it is operated by the keyboard alone", async () => {
  await go(page, "");
  await page.getByRole("main").waitFor();
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Queues", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Queues" }).waitFor();
});

await test("nothing was asked of another host, and the browser had nothing to complain of", async () => {
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(complaints, []);
});

await test("pictures, light and dark, and of a phone", async () => {
  await ask("load");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await go(page, "");
    await page.locator(".chart canvas").first().waitFor({ timeout: 60_000 });
    await page.screenshot({ path: `${PICTURES}/overview_${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: "light" });
  for (const path of PAGES.filter((one) => one !== "" && one !== "nowhere")) {
    await go(page, path);
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${PICTURES}/${path.replace(/\W/g, "_")}.png` });
  }
  const phone = await open({ viewport: { width: 390, height: 800 } });
  await enter(phone.page);
  await phone.page.screenshot({ path: `${PICTURES}/phone.png` });
  const wider = await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `the page is ${wider} px wider than a phone`);
});

await test("the server goes and comes back, and the page with it", async () => {
  await go(page, "");
  await ask("stop");
  await page.locator(".connection.bad").waitFor();
  await ask("start");
  await page.locator(".connection.good").waitFor({ timeout: 20_000 });
});

await test("it is painted soon", async () => {
  const fresh = await open();
  await fresh.page.goto(DASHBOARD);
  const painted = await fresh.page.evaluate(
    () => new Promise((resolve) => {
      const look = () => {
        const entry = performance.getEntriesByName("first-contentful-paint")[0];
        if (entry) resolve(entry.startTime);
        else requestAnimationFrame(look);
      };
      look();
    }),
  );
  console.log(`painted after ${Math.round(painted)} ms`);
  assert.ok(painted < Number(process.env.PAINTED_MOST ?? 300), `painted after ${painted} ms`);
});

await browser.close();
console.log("all");
process.exit(0);
