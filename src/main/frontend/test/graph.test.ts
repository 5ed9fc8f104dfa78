import assert from "node:assert/strict";
import { test } from "node:test";
import { drawing } from "../src/graph";
import type { FlowEdge } from "../src/types";

function edge(job: number, depends_on: number): FlowEdge {
  return { job, depends_on, on_failure: "cancel", settled: false };
}

test("each job is drawn to the right of all that it waits for, and no two in one place", () => {
  const { places, width, height } = drawing(["4", "3", "2", "1"], [edge(2, 1), edge(3, 1), edge(4, 2), edge(4, 3), edge(4, 1)]);
  const x = (id: string) => places.get(id)!.x;
  assert.ok(x("1") < x("2") && x("2") === x("3") && x("3") < x("4"));
  assert.equal(new Set([...places.values()].map((at) => `${at.x}/${at.y}`)).size, 4);
  assert.ok([...places.values()].every((at) => at.x > 0 && at.y > 0 && at.x < width && at.y < height));
});

test("a dependency on a job that is not shown, and a cycle, are drawn all the same", () => {
  assert.equal(drawing(["1"], [edge(1, 99)]).places.size, 1);
  assert.equal(drawing(["1", "2"], [edge(1, 2), edge(2, 1)]).places.size, 2);
});
