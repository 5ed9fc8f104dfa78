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

function described(title: string, lines: Line[], words: (value: number) => string): string {
  const last = lines.map((line) => `${line.name} ${words(line.values.at(-1) ?? 0)}`);
  return `${title}, now: ${last.join(", ")}`;
}

function options(element: HTMLElement, lines: Line[], words: (value: number) => string, log: boolean): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: colour("faint"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
  const written = (_plot: uPlot, values: (number | null)[]) => values.map((value) => (value === null ? "" : words(value)));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    scales: { y: log ? { distr: 3, log: 10 } : { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 1)] } },
    axes: [axis, { ...axis, size: 64, values: written }],
    series: [
      {},
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
