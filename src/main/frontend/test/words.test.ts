import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, count, duration, rate } from "../src/words";

test("a number is exact, with its thousands apart", () => {
  assert.equal(count(5_000_000), "5,000,000");
  assert.equal(count(9007199254740993n), "9,007,199,254,740,993");
});

test("a duration is in its two largest units", () => {
  assert.equal(duration(0.25), "250 ms");
  assert.equal(duration(61), "1 min 1 s");
  assert.equal(duration(90_061), "1 d 1 h");
});

test("a time is said from now on, in both directions", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(ago("2025-12-31T23:59:00Z", now), "1 min ago");
  assert.equal(ago("2026-01-01T00:00:30Z", now), "in 30 s");
  assert.equal(ago("2026-01-01T00:00:00Z", now), "now");
});

test("a small rate has a digit after its point", () => {
  assert.equal(rate(0.26), "0.3");
  assert.equal(rate(1234.4), "1,234");
});
