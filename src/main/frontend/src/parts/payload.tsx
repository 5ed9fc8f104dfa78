import { format, type Json } from "../json";
import { Copy } from "./copy";

/** JSON as it was sent, numbers to the last digit. */
export function Payload({ name, value }: { name: string; value: Json }) {
  const text = format(value);
  return (
    <section class="card">
      <h2>{name}</h2>
      <Copy text={text} what={name} corner />
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
