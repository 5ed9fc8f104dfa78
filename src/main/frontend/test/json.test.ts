import assert from "node:assert/strict";
import { test } from "node:test";
import { format, parse } from "../src/json";

test("a whole number too large for a number keeps its last digit", () => {
  assert.equal(format(parse('{"id": 9007199254740993}')), '{\n  "id": 9007199254740993\n}');
});

test("what is formatted is read as the same again", () => {
  const text = '{"a":[1,-2.5e3,true,null,"x\\n\\u00e9\\"]"],"b":{},"c":[],"__proto__":{"d":1}}';
  assert.equal(format(parse(format(parse(text)))), format(parse(text)));
  assert.deepEqual(JSON.parse(format(parse(text))), JSON.parse(text));
});

test("what is no JSON is refused", () => {
  for (const text of ["", "{", "[1,", '{"a" 1}', "nul", "1 2", '"open', "{'a': 1}"]) {
    assert.throws(() => parse(text), SyntaxError, text);
  }
});
