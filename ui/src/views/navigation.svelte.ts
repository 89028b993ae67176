/** Which view is shown, and the way back from it: home, but from the doctor to where it was called. */
import type { ListId } from "$/ipc";
import type { ImportSource } from "$/features/import/import.svelte";

export type View =
  | { name: "home" }
  | { name: "import"; source: ImportSource }
  | { name: "list"; list: ListId }
  | { name: "explain" }
  | { name: "doctor"; back: View };

export class Navigation {
  view = $state.raw<View>({ name: "home" });

  home = () => (this.view = { name: "home" });
  import = (source: ImportSource) => (this.view = { name: "import", source });
  list = (list: ListId) => (this.view = { name: "list", list });
  explain = () => (this.view = { name: "explain" });
  doctor = () => {
    if (this.view.name !== "doctor") this.view = { name: "doctor", back: this.view };
  };

  back = () => (this.view = this.view.name === "doctor" ? this.view.back : { name: "home" });
}
