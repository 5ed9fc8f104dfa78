/** JSON with whole numbers as exact as they were written: those too large for a number become a bigint. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

class Reader {
  private at = 0;
  private token = "";

  constructor(private readonly text: string) {
    this.next();
  }

  whole(): Json {
    const value = this.value();
    if (this.token !== "") throw new SyntaxError(`unexpected ${this.token}`);
    return value;
  }

  private next(): string {
    const before = this.token;
    TOKEN.lastIndex = this.at;
    const match = TOKEN.exec(this.text);
    if (!match && this.text.slice(this.at).trim() !== "") throw new SyntaxError(`unexpected character at ${this.at}`);
    this.token = match ? match[0].trim() : "";
    this.at = match ? TOKEN.lastIndex : this.text.length;
    return before;
  }

  private value(): Json {
    const token = this.next();
    if (token === "{") return this.object();
    if (token === "[") return this.array();
    if (token.startsWith('"') || token === "true" || token === "false" || token === "null") return JSON.parse(token);
    return exact(token);
  }

  private object(): Json {
    const object: { [key: string]: Json } = Object.create(null);
    if (this.token === "}") return this.next(), object;
    for (;;) {
      const key: string = JSON.parse(this.next());
      this.expect(":");
      object[key] = this.value();
      if (this.next() === "}") return object;
    }
  }

  private array(): Json {
    const array: Json[] = [];
    if (this.token === "]") return this.next(), array;
    for (;;) {
      array.push(this.value());
      if (this.next() === "]") return array;
    }
  }

  private expect(wanted: string): void {
    if (this.next() !== wanted) throw new SyntaxError(`expected ${wanted}`);
  }
}

function exact(text: string): number | bigint {
  const number = Number(text);
  if (text === "" || Number.isNaN(number)) throw new SyntaxError(`unexpected ${text || "end"}`);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

export function parse(text: string): Json {
  return new Reader(text).whole();
}

/** The value as indented text, as it may be sent again. */
export function format(value: Json, indent = ""): string {
  if (typeof value === "bigint") return value.toString();
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const deeper = indent + "  ";
  const isArray = Array.isArray(value);
  const parts = isArray
    ? value.map((item) => format(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${format(item, deeper)}`);
  const [open, close] = isArray ? "[]" : "{}";
  return parts.length === 0 ? `${open}${close}` : `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}
