import type { FlowEdge } from "./types";

/** Where the jobs of a flow are drawn: each to the right of all that it waits for. */
export interface Drawing {
  width: number;
  height: number;
  /** The upper left corners, by id. */
  places: Map<string, { x: number; y: number }>;
}

export const BOX = { width: 168, height: 40 };
const GAP = { x: 56, y: 14 };
const MARGIN = 8;

/** @param ids in the order of the jobs; edges to others are left out */
export function drawing(ids: string[], edges: FlowEdge[]): Drawing {
  const parents = new Map(ids.map((id): [string, string[]] => [id, []]));
  for (const edge of edges) {
    if (parents.has(String(edge.depends_on))) parents.get(String(edge.job))?.push(String(edge.depends_on));
  }
  const layers = inLayers(ids, parents);
  const rows = new Map<string, number>();
  layers.forEach((layer) => {
    const wish = (id: string) => mean((parents.get(id) ?? []).map((parent) => rows.get(parent) ?? 0));
    layer.map((id): [string, number] => [id, wish(id)])
      .sort((one, other) => one[1] - other[1])
      .forEach(([id], row) => rows.set(id, row));
  });
  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const places = new Map<string, { x: number; y: number }>();
  layers.forEach((layer, column) =>
    layer.forEach((id) => {
      const above = (tallest - layer.length) / 2;
      places.set(id, { x: MARGIN + column * (BOX.width + GAP.x), y: MARGIN + (above + (rows.get(id) ?? 0)) * (BOX.height + GAP.y) });
    }),
  );
  return {
    width: 2 * MARGIN + layers.length * (BOX.width + GAP.x) - GAP.x,
    height: 2 * MARGIN + tallest * (BOX.height + GAP.y) - GAP.y,
    places,
  };
}

/** By the longest way from a job that waits for nothing. */
function inLayers(ids: string[], parents: Map<string, string[]>): string[][] {
  const layers: string[][] = [];
  const done = new Set<string>();
  let rest = ids;
  while (rest.length > 0) {
    const free = rest.filter((id) => (parents.get(id) ?? []).every((parent) => done.has(parent)));
    const layer = free.length > 0 ? free : rest; // there are no cycles; were there one, it is drawn all the same
    layer.forEach((id) => done.add(id));
    layers.push(layer);
    rest = rest.filter((id) => !done.has(id));
  }
  return layers;
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A line from the right side of one job to the left side of another. */
export function line(from: { x: number; y: number }, to: { x: number; y: number }): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
