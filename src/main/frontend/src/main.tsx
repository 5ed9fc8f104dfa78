import { render } from "preact";
import { App } from "./app";
import { begin } from "./live";

const root = document.getElementById("root")!;
root.replaceChildren();
render(<App />, root);
begin();
