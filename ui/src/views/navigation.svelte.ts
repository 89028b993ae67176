/** Which view is shown. There are three, and one way from each to the others. */
import type { ListId } from "$/ipc";
import type { ImportSource } from "$/features/import/import.svelte";

export type View =
  { name: "home" } | { name: "import"; source: ImportSource } | { name: "list"; list: ListId };

export class Navigation {
  view = $state.raw<View>({ name: "home" });

  home = () => (this.view = { name: "home" });
  import = (source: ImportSource) => (this.view = { name: "import", source });
  list = (list: ListId) => (this.view = { name: "list", list });
}
