import assert from "node:assert/strict";
import { test } from "node:test";
import { event } from "../src/event";

test("an event has its name, its id, and its data over several lines", () => {
  assert.deepEqual(event("id: 7\nevent: activity\ndata: {\ndata: }"), { name: "activity", id: "7", data: "{\n}" });
});

test("a comment is an event without data", () => {
  assert.deepEqual(event(":"), { name: "message", id: "", data: "" });
});
