const NUMBER = new Intl.NumberFormat("en");
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });
const UNITS: [string, number][] = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]];

/** With its thousands apart, and never rounded. */
export function count(value: number | bigint | null | undefined): string {
  return value === null || value === undefined ? "–" : NUMBER.format(value);
}

/** Up to so many of a kind are always counted, whatever is said of all figures of a queue. */
const SURELY_COUNTED = 1_000;

/** @param estimated whether a large one among the figures to which this belongs is estimated */
export function about(estimated: boolean, value: number): string {
  return estimated && value >= SURELY_COUNTED ? `about ${count(value)}` : count(value);
}

/** One digit after the point where the number is small. */
export function rate(value: number): string {
  return value === 0 || value >= 100 ? NUMBER.format(Math.round(value)) : value.toFixed(1);
}

/** The two largest units. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const whole = Math.floor(rest / length);
    if (whole > 0) parts.push(`${whole} ${unit}`);
    rest -= whole * length;
  }
  return parts.slice(0, 2).join(" ");
}

export function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : duration(value / 1000);
}

export function ago(time: string, now: number): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (Math.abs(seconds) < 1) return "now";
  const whole = Math.floor(Math.abs(seconds));
  const said = whole < 60 ? `${whole} s` : duration(whole);
  return seconds > 0 ? `${said} ago` : `in ${said}`;
}

export function exactTime(time: string): string {
  return `${EXACT.format(new Date(time))} (${time})`;
}
