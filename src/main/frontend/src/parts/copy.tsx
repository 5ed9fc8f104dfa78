import { useState } from "preact/hooks";

/** Copies a text, where the browser lets a page do so. */
export function Copy({ text, what, corner }: { text: string; what: string; corner?: boolean }) {
  const [copied, setCopied] = useState(false);
  if (!window.isSecureContext) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <button type="button" class={corner ? "corner" : "small"} aria-label={`copy ${what}`} onClick={copy}>{copied ? "copied" : "copy"}</button>
  );
}
