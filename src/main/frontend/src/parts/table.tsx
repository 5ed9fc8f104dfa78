import type { ComponentChildren } from "preact";

export interface Column<T> {
  name: string;
  cell: (row: T) => ComponentChildren;
  /** Numbers stand at the right. */
  number?: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T) => string;
  chosen?: Chosen;
}

/** Which rows are chosen, and how that changes. */
export interface Chosen {
  keys: ReadonlySet<string>;
  choose: (keys: Set<string>) => void;
}

export function Table<T>({ label, columns, rows, keyOf, chosen }: Props<T>) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <caption class="hidden">{label}</caption>
        <thead>
          <tr>
            {chosen && <th scope="col"><All chosen={chosen} keys={rows.map(keyOf)} /></th>}
            {columns.map((column) => <th scope="col" class={column.number ? "number" : ""} key={column.name}>{column.name}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {chosen && <td><One chosen={chosen} of={keyOf(row)} /></td>}
              {columns.map((column) => (
                <td class={column.number ? "number" : ""} key={column.name} data-name={column.name}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function One({ chosen, of }: { chosen: Chosen; of: string }) {
  const toggle = () => {
    const next = new Set(chosen.keys);
    if (!next.delete(of)) next.add(of);
    chosen.choose(next);
  };
  return <input type="checkbox" aria-label={`choose ${of}`} checked={chosen.keys.has(of)} onChange={toggle} />;
}

function All({ chosen, keys }: { chosen: Chosen; keys: string[] }) {
  const all = keys.length > 0 && keys.every((key) => chosen.keys.has(key));
  return (
    <input type="checkbox" aria-label="choose all of this page" checked={all}
      onChange={() => chosen.choose(new Set(all ? [] : keys))} />
  );
}
