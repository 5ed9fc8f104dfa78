import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { caller } from "../live";

interface Props {
  label: string;
  /** What is asked before it is done; nothing is asked without it. */
  question?: ComponentChildren;
  /** What has to be typed, for what cannot be undone. */
  typed?: string;
  danger?: boolean;
  disabled?: boolean;
  act: () => Promise<string | void>;
}

/** A button for those who may operate. It says what came of it. */
export function Action({ label, question, typed, danger, disabled, act }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const [text, setText] = useState("");
  if (!caller.value.roles.includes("operate")) return null;

  const go = () => {
    dialog.current?.close();
    setBusy(true);
    act()
      .then((answer) => setSaid(answer ?? "done"), (failure: Error) => setSaid(failure.message))
      .finally(() => setBusy(false));
  };
  const ask = () => {
    setText("");
    if (question) dialog.current?.showModal();
    else go();
  };
  return (
    <span class="action">
      <button type="button" class={danger ? "danger" : ""} disabled={busy || disabled} onClick={ask}>{label}</button>
      <span role="status" class="faint small">{said}</span>
      {question && (
        <dialog ref={dialog} aria-label={label}>
          <form method="dialog" onSubmit={(event) => (event.preventDefault(), go())}>
            <div>{question}</div>
            {typed && (
              <label>
                Type <code>{typed}</code> to go on
                <input value={text} onInput={(event) => setText(event.currentTarget.value)} autocomplete="off" />
              </label>
            )}
            <p class="buttons">
              <button type="button" onClick={() => dialog.current?.close()}>Cancel</button>
              <button type="submit" class={danger ? "danger" : ""} disabled={typed !== undefined && text !== typed}>{label}</button>
            </p>
          </form>
        </dialog>
      )}
    </span>
  );
}
