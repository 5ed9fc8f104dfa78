// Clicks through the dashboard as a person would. Started by DashboardBrowserLongIT, which does what lines on the standard output
// ask for ("do: sql …") and answers on the standard input; whatever throws here fails the test.
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const { DASHBOARD, STRIPPED, TOKEN, CHROMIUM, PICTURES } = process.env;
const PAGES = ["", "queues", "queues/notifications", "queues/notifications?place=archived", "failures", "failures?by=one", "activity", "mails", "schedules", "system", "nowhere"];

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

async function enter(page, address = DASHBOARD) {
  await page.goto(address);
  await page.getByLabel("This server wants a token").fill(TOKEN);
  await page.getByRole("button", { name: "Enter" }).click();
  await page.locator(".connection.good").waitFor();
}

async function go(page, path) {
  await page.goto(`${DASHBOARD}#/${path}`);
}

function picture(path) {
  return `${PICTURES}/${path.replace(/[0-9a-f]{8}-[0-9a-f-]+|\d+$/, "one").replace(/\W/g, "_")}.png`;
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

await test("a link leads from each page to the next, and a message to what became of it", async () => {
  await page.getByRole("link", { name: "Queues", exact: true }).click();
  await page.getByRole("link", { name: "notifications", exact: true }).click();
  await page.getByRole("button", { name: "Archive" }).click();
  await page.locator("tbody a").first().click();
  await page.getByText("4bf92f3577b34da6a3ce929d0e0e4736").first().waitFor();
  await page.getByRole("link", { name: "why" }).click();
  await page.getByRole("heading", { name: "Failure" }).waitFor();
  await page.locator(".story .failed").first().waitFor();
  PAGES.push(...(await ask("value SELECT 'queues/notifications/messages/' || message_id || ' failures/' || id FROM public.job_failures LIMIT 1")).split(" "));
  for (const name of ["HTTP calls", "Failures", "Activity", "Mails", "Schedules", "System", "Overview"]) {
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await page.getByRole("heading", { name, exact: true }).waitFor();
  }
});

// Without workers nothing is called; and what is called then is this machine, which is refused.
await ask("sql INSERT INTO taskwire.http_queue (name, url, headers, workers) VALUES ('invoices', 'https://127.0.0.1/invoices', '{\"Authorization\": \"Bearer abcdefgh\"}', 0); INSERT INTO taskwire.http_job (queue, payload) SELECT 'invoices', jsonb_build_object('number', 9007199254740993) FROM generate_series(1, 3)");
const flow = await ask(`value SELECT taskwire.http_flow('{"name": "order 17", "jobs": [{"name": "pay", "queue": "invoices"}, {"name": "ship", "queue": "invoices", "after": ["pay"]}, {"name": "bill", "queue": "invoices", "after": ["pay"]}, {"name": "tell", "queue": "invoices", "after": ["ship", {"job": "bill", "on_failure": "run"}]}]}')`);
PAGES.push("calls", "calls/invoices", "calls/invoices?status=pending", "calls/invoices/1", `flows/${flow}`);

await ask("write");

await test("every page is there, and right for a screen reader, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const path of PAGES) {
      await go(page, path);
      await page.getByRole("main").waitFor();
      await page.waitForFunction(() => !document.body.innerText.includes("Loading …"));
      const axe = new AxeBuilder({ page });
      // The other theme differs in its colours alone.
      const { violations } = await (colorScheme === "light" ? axe : axe.withRules(["color-contrast", "link-in-text-block"])).analyze();
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

await ask("rest");

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

await test("a schedule is run now", async () => {
  await go(page, "schedules");
  await page.locator("tr", { hasText: "health_check" }).getByRole("button", { name: "Run now" }).click();
  await page.getByRole("status").filter({ hasText: "done" }).waitFor();
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
  assert.equal(await ask("value SELECT count(*) FROM public.job_failures WHERE redriven_at IS NOT NULL"), "1");
});

await test("failures are redriven by a filter, with their count first, and wait no more", async () => {
  await go(page, "queues/cleanup_tasks");
  await page.getByLabel("JSON").fill('{"job": "no_such_job"}');
  for (const time of [1, 2]) {
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText(new RegExp(`^sent as ${time}$`)).waitFor();
  }
  await page.locator(".tile", { hasText: "Dead letters" }).locator(".figure", { hasText: /^2$/ }).waitFor({ timeout: 15_000 });
  await page.locator(".tile", { hasText: "Dead letters" }).getByRole("link", { name: "why" }).click();
  await ask("sql UPDATE public.job_failures SET message = '{\"job\": \"health_check\"}' WHERE queue = 'cleanup_tasks'");
  await page.getByRole("button", { name: "Redrive all 2 that match" }).click();
  await page.getByRole("dialog").getByText("2 messages go back").waitFor();
  await page.getByRole("dialog").getByRole("button").last().click();
  await page.getByText("2 sent back").waitFor();
  await page.getByRole("button", { name: "Redrive all 0 that match" }).waitFor();
  await page.locator("td[data-name='Not redriven']", { hasText: /^0$/ }).first().waitFor();
  await go(page, "queues/cleanup_tasks");
  await page.locator(".tile", { hasText: "Dead letters" }).locator(".figure", { hasText: /^0$/ }).waitFor();
});

await test("an HTTP-call queue gets workers, its jobs are cancelled and redriven, and a flow is drawn", async () => {
  await go(page, "calls/invoices?status=pending");
  await page.getByText("Authorization: ***").waitFor();
  await page.getByLabel("choose 3", { exact: true }).check();
  await page.getByRole("button", { name: "Cancel 1 chosen" }).click();
  await page.getByText("1 cancelled").waitFor();
  await go(page, "calls");
  await page.getByLabel("workers of invoices").fill("5");
  await page.getByRole("button", { name: "Set" }).click();
  await page.locator("td[data-name=Failed]", { hasText: /^3$/ }).waitFor({ timeout: 15_000 });
  await page.getByRole("link", { name: "order 17" }).click();
  await page.locator("svg.flow .failed", { hasText: "pay" }).waitFor();
  await page.locator("svg.flow .cancelled", { hasText: "tell" }).waitFor();
  assert.equal(await page.locator("svg.flow path").count(), 4);
  await page.locator("svg.flow a", { hasText: "ship" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Job \d+$/ }).waitFor();
  await page.getByRole("region", { name: "Waits for" }).getByRole("link", { name: "pay" }).click();
  await page.locator(".story .failed", { hasText: "loopback" }).waitFor();
  await go(page, "calls/invoices?status=failed");
  await page.getByRole("button", { name: "Redrive all failed" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Redrive all failed" }).click();
  await page.getByText("3 begin again").waitFor();
});

await test("what came of a schedule is in its strip", async () => {
  await go(page, "schedules");
  await page.locator("tr", { hasText: "health_check" }).locator(".strip .done").first().waitFor({ state: "attached", timeout: 15_000 });
});

await test("the system page has the doctor's report, and says who has done what", async () => {
  await go(page, "system");
  await page.getByText("Examined").waitFor({ timeout: 15_000 });
  await page.locator(".diagnoses li").first().waitFor({ state: "attached" });
  for (const action of ["pauseQueue", "resumeQueue", "runSchedule", "redriveFailures"]) {
    await page.locator("td[data-name='Did']", { hasText: action }).first().waitFor();
  }
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

await test("pictures, light and dark", async () => {
  await ask("fill the charts");
  await page.setViewportSize({ width: 1280, height: 910 });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await go(page, "");
    await page.locator(".chart canvas").first().waitFor({ timeout: 60_000 });
    await page.screenshot({ path: `${PICTURES}/overview_${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: "light" });
  for (const path of PAGES.filter((one) => one !== "" && one !== "nowhere")) {
    await go(page, path);
    await page.waitForFunction(() => !document.body.innerText.includes("Loading …"));
    await page.screenshot({ path: picture(path) });
  }
});

await test("nothing is wider than a phone", async () => {
  const phone = await open({ viewport: { width: 390, height: 800 }, colorScheme: "dark" });
  await enter(phone.page);
  for (const path of PAGES) {
    await go(phone.page, path);
    await phone.page.waitForFunction(() => !document.body.innerText.includes("Loading …"));
    const wider = await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wider <= 0, `${path} is ${wider} px wider than a phone`);
    await phone.page.screenshot({ path: picture(`phone_${path}`) });
  }
  await phone.page.context().close();
});

await test("it works under a path, where a proxy takes it off and where it keeps it on", async () => {
  for (const address of [STRIPPED, `${DASHBOARD}kept/on/`, `${DASHBOARD}kept/on`]) {
    const under = await open();
    await enter(under.page, address);
    await under.page.getByText("Done a second").waitFor();
    await under.page.getByRole("link", { name: "System" }).click();
    await under.page.getByText("Processes").first().waitFor();
    await under.page.context().close();
  }
});

await test("the database goes and comes back, and the page says so and goes on", async () => {
  await go(page, "queues/activity_log");
  await page.locator(".connection.good").waitFor();
  await ask("cut");
  await page.getByText("The database is away.").waitFor({ timeout: 15_000 });
  await page.screenshot({ path: picture("database_away") });
  await ask("mend");
  await page.getByText("The database is away.").waitFor({ state: "detached", timeout: 20_000 });
  await ask("sql UPDATE public.tasks SET title = 'after the database was away' WHERE id = 1");
  await go(page, "activity");
  await page.getByText("after the database was away").first().waitFor({ timeout: 15_000 });
});

await test("the server goes and comes back, and the page with it", async () => {
  await ask("stop");
  await page.locator(".connection.bad").waitFor();
  await page.getByText("The server does not answer.").waitFor();
  await ask("start");
  await page.locator(".connection.good").waitFor({ timeout: 20_000 });
  await ask("sql UPDATE public.tasks SET title = 'after the server was away' WHERE id = 1");
  await page.getByText("after the server was away").first().waitFor({ timeout: 5_000 });
});

await browser.close();
console.log("all");
process.exit(0);
