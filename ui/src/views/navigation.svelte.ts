/** Which view is shown, and the way back from it: home, but from a view that stands beside the others to where it was called. */
import type { ListId } from "$/ipc";
import type { ImportSource } from "$/features/import/import.svelte";

/** Views that can be called from anywhere. */
export type Aside = "doctor" | "settings" | "about" | "privacy" | "suppression";

export type View =
  | { name: "home" }
  | { name: "import"; source: ImportSource }
  | { name: "list"; list: ListId }
  | { name: "explain" }
  | { name: "learning"; file: string | null; back: View }
  | { name: Aside; back: View };

export class Navigation {
  view = $state.raw<View>({ name: "home" });

  home = () => (this.view = { name: "home" });
  import = (source: ImportSource) => (this.view = { name: "import", source });
  list = (list: ListId) => (this.view = { name: "list", list });
  explain = () => (this.view = { name: "explain" });
  doctor = () => this.#aside("doctor");
  settings = () => this.#aside("settings");
  about = () => this.#aside("about");
  privacy = () => this.#aside("privacy");
  suppression = () => this.#aside("suppression");
  /** With a file it is opened anew, as the file is to be looked at. */
  learning = (file: string | null = null) => {
    if (this.view.name === "learning" && file === null) return;
    this.view = { name: "learning", file, back: this.#way };
  };

  back = () => (this.view = "back" in this.view ? this.view.back : { name: "home" });

  /** Beside another such view the way back stays the same. */
  #aside(name: Aside): void {
    if (this.view.name !== name) this.view = { name, back: this.#way };
  }

  get #way(): View {
    return "back" in this.view ? this.view.back : this.view;
  }
}
