/** The commands of a list that is open. */
import type { Filters } from "$/features/results/filters.svelte";
import type { RowActions } from "$/features/results/rowActions.svelte";
import type { SavedFilters } from "$/features/results/savedFilters.svelte";
import type { ListSummary } from "$/ipc";
import type { RunController } from "$/features/run/run.svelte";
import type { Command } from "$/shared/commands.svelte";
import { texts } from "$/shared/texts";

export function listCommands({
  run,
  filters,
  shown,
  onshow,
  onexport,
  actions,
  saved,
  list,
}: {
  run: RunController;
  filters: Filters;
  shown: "rows" | "report";
  onshow: (what: "rows" | "report") => void;
  onexport: () => void;
  actions: RowActions;
  saved: SavedFilters;
  list: ListSummary | null;
}): Command[] {
  const words = texts.commands.names;
  const rows = texts.selected;
  return [
    {
      id: "search",
      title: words.search,
      menu: "list",
      keys: "Mod+F",
      run: () => {
        onshow("rows");
        // The field is there once the rows are drawn.
        setTimeout(() => document.querySelector<HTMLElement>("[role=searchbox]")?.focus());
      },
    },
    {
      id: "clearFilters",
      title: words.clearFilters,
      menu: "list",
      keys: "Mod+Shift+X",
      disabled: !filters.isFiltered,
      run: () => filters.clear(),
    },
    {
      id: "report",
      title: shown === "rows" ? words.report : words.results,
      menu: "list",
      keys: "Mod+R",
      run: () => onshow(shown === "rows" ? "report" : "rows"),
    },
    run.isLive
      ? {
          id: "pause",
          title: words.pause,
          menu: "list",
          keys: "Mod+P",
          disabled: run.state !== "running" || run.busy,
          run: run.pause,
        }
      : {
          id: "goOn",
          title: words.goOn,
          menu: "list",
          keys: "Mod+P",
          // A finished check is begun anew only after a question.
          disabled: run.state === "finished" || run.busy,
          run: run.start,
        },
    { id: "export", title: words.export, menu: "list", keys: "Mod+E", run: onexport },
    { id: "selectAll", title: rows.all, menu: "edit", run: () => actions.selection.selectAll() },
    ...(
      [
        ["decide", rows.decide, actions.askDecision],
        ["withdraw", rows.withdraw, () => void actions.withdraw()],
        ["markGood", rows.markGood, () => void actions.mark("good")],
        ["markBad", rows.markBad, () => void actions.mark("bad")],
        ["unmark", rows.unmark, () => void actions.mark(null)],
        ["suppress", rows.suppress, () => void actions.suppress()],
        ["copyAddresses", rows.copyAddresses, () => void actions.copyAddresses()],
      ] as const
    ).map(([id, title, run]): Command => ({
      id,
      title,
      menu: "edit",
      disabled: shown !== "rows" || actions.selection.isEmpty,
      run,
    })),
    ...saved.all.map((filter): Command => ({
      id: `filter-${filter.id}`,
      title: texts.savedFilters.apply(filter.name),
      menu: "list",
      many: true,
      run: () => {
        onshow("rows");
        if (list) filters.show(saved.apply(filter, list));
      },
    })),
  ];
}
