import { useState } from "preact/hooks";
import { format, type Json } from "../json";

/** JSON as it was sent, numbers to the last digit. */
export function Payload({ name, value }: { name: string; value: Json }) {
  const text = format(value);
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <section class="card">
      <h2>{name}</h2>
      {window.isSecureContext && <button type="button" class="corner" onClick={copy}>{copied ? "copied" : "copy"}</button>}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
