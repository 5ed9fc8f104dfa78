import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

export interface Line {
  name: string;
  /** The name of a colour in style.css. */
  colour: string;
  values: (number | null)[];
}

interface Props {
  title: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  words: (value: number) => string;
  logarithmic?: boolean;
}

const HEIGHT = 190;
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const MINUTE = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Lines over time. What they say stands in the table below them, for those who do not see them. */
export function Chart({ title, times, lines, words, logarithmic }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data: uPlot.AlignedData = [times, ...lines.map((line) => line.values)];

  useEffect(() => {
    const element = place.current!;
    const make = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(element, lines, words, !!logarithmic), data, element);
    };
    make();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", make);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", make);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <figure class="card chart">
      <figcaption>{title}</figcaption>
      <div ref={place} role="img" aria-label={described(title, lines, words)} />
    </figure>
  );
}

/** While nothing is pointed at, the legend says what is now. */
function showLast(plot: uPlot): void {
  const last = (plot.data[0]?.length ?? 0) - 1;
  if (plot.legend.idx == null && last >= 0) plot.setLegend({ idx: last });
}

function powersOfTen(_plot: uPlot, splits: number[]): (number | null)[] {
  return splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));
}

/** The time of day, and the day where it is another one. */
function times(_plot: uPlot, splits: number[]): string[] {
  const days = splits.map((value) => DAY.format(value * 1000));
  const several = days[0] !== days.at(-1);
  return splits.map((value, place) => (several && days[place] !== days[place - 1] ? `${days[place]} ` : "") + MINUTE.format(value * 1000));
}

function described(title: string, lines: Line[], words: (value: number) => string): string {
  const last = lines.map((line) => `${line.name} ${words(line.values.at(-1) ?? 0)}`);
  return `${title}, now: ${last.join(", ")}`;
}

function options(element: HTMLElement, lines: Line[], words: (value: number) => string, log: boolean): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const lined = log ? { filter: powersOfTen } : {};
  const axis = { stroke: colour("faint"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
  const upright = { ...axis, grid: { ...axis.grid, ...lined }, ticks: { ...axis.ticks, ...lined } };
  const written = (_plot: uPlot, values: (number | null)[]) => values.map((value) => (value === null ? "" : words(value)));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    scales: { y: log ? { distr: 3, log: 10 } : { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)] } },
    axes: [{ ...axis, size: 34, values: times }, { ...upright, size: 64, values: written }],
    hooks: { ready: [showLast], setData: [showLast], setLegend: [showLast] },
    series: [
      { label: "at", value: (_plot: uPlot, value: number | null) => (value === null ? "–" : CLOCK.format(value * 1000)) },
      ...lines.map((line) => ({
        label: line.name,
        stroke: colour(line.colour),
        width: 1.5,
        points: { size: 4 },
        value: (_plot: uPlot, value: number | null) => (value === null ? "–" : words(value)),
      })),
    ],
  };
}
