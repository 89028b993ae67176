/** The program behind the window. Nothing else in the UI knows Tauri. */
import { Channel } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import {
  Menu,
  MenuItem,
  PredefinedMenuItem,
  Submenu,
  type PredefinedMenuItemOptions,
} from "@tauri-apps/api/menu";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { getCurrentWindow, ProgressBarStatus, UserAttentionType } from "@tauri-apps/api/window";
import { open, save } from "@tauri-apps/plugin-dialog";
import { commands, type DoctorCheck, type EvidenceView, type RunSnapshot } from "./bindings";
import type { Ipc, TypingWords } from "./contract";
import { listEndings, outcomeEndings } from "./endings";
import { MenuBar, type BuildBar } from "./menuBar";

const system = (items: (PredefinedMenuItemOptions["item"] | PredefinedMenuItemOptions)[]) =>
  Promise.all(
    items.map((item) => PredefinedMenuItem.new(typeof item === "object" && "item" in item ? item : { item })),
  );

/**
 * A Mac's first menu is the program's own, and the keys of text fields work only where a menu has them: they stand in the
 * one menu for editing. Elsewhere the page itself hears the keys, where the menu does not take them first.
 */
const macProgram = async () =>
  Submenu.new({
    text: "Mailvet",
    items: await system(["Hide", "HideOthers", "ShowAll", "Separator", "Quit"]),
  });
const macFields = ({ undo, redo }: TypingWords) =>
  system([
    "Separator",
    { item: "Undo", text: undo },
    { item: "Redo", text: redo },
    "Separator",
    "Cut",
    "Copy",
    "Paste",
    "SelectAll",
  ]);

/** Lines have no names of their own: those of a bar that goes would take the hearing from those of the next. */
const build: BuildBar = async (menus, typing, chosen) => {
  const isMac = navigator.platform.startsWith("Mac");
  const lines = await Promise.all(
    menus.map(({ items }, menu) =>
      Promise.all(
        items.map(({ title, keys, enabled }, line) =>
          MenuItem.new({
            text: title,
            enabled,
            // The page hears what a menu has no name for.
            accelerator: /^Mod.*[^s]$/.test(keys ?? "") ? keys?.replace("Mod", "CmdOrCtrl") : undefined,
            action: () => chosen({ menu, line }),
          }),
        ),
      ),
    ),
  );
  const submenus = await Promise.all(
    menus.map(async ({ id, title }, menu) => {
      const fields = isMac && id === "edit" ? await macFields(typing) : [];
      return Submenu.new({ text: title, items: [...(lines[menu] ?? []), ...fields] });
    }),
  );
  const menu = await Menu.new({ items: isMac ? [await macProgram(), ...submenus] : submenus });
  await menu.setAsAppMenu();
  const close = async () => {
    await Promise.all([menu, ...submenus, ...lines.flat()].map((part) => part.close()));
  };
  return { lines, close };
};

const menuBar = new MenuBar(build);

export const client: Ipc = {
  home: commands.home,
  sample: commands.sample,
  preview: commands.preview,
  inspect: commands.inspect,
  knownList: commands.knownList,
  suppressions: commands.suppressions,
  suppress: commands.suppress,
  suppressFile: commands.suppressFile,
  unsuppress: commands.unsuppress,
  presets: commands.presets,
  savePreset: commands.savePreset,
  removePreset: async (id) => void (await commands.removePreset(id)),
  paste: commands.paste,
  checkAddress: (address, practice, onSeen) => {
    const channel = new Channel<EvidenceView>();
    channel.onmessage = onSeen;
    return commands.checkAddress(address, practice, channel);
  },
  stopCheck: async () => void (await commands.stopCheck()),
  saveEvidence: async (evidence, path) => void (await commands.saveEvidence(evidence, path)),
  showInFolder: async (path) => void (await commands.showInFolder(path)),
  importList: commands.importList,
  listSummary: commands.listSummary,
  startRun: (list, mode = null, onlyStale = false) => commands.startRun(list, mode, onlyStale),
  stopRun: async (list) => void (await commands.stopRun(list)),
  finishRun: async (list) => void (await commands.finishRun(list)),
  followRun: async (list, onSnapshot) => {
    const channel = new Channel<RunSnapshot>();
    channel.onmessage = onSnapshot;
    await commands.followRun(list, channel);
  },
  page: commands.page,
  facets: commands.facets,
  evidence: commands.evidence,
  mailOperator: commands.mailOperator,
  countSelected: commands.countSelected,
  copySelected: commands.copySelected,
  decide: commands.decide,
  markSelected: commands.markSelected,
  suppressSelected: commands.suppressSelected,
  history: commands.history,
  undo: commands.undo,
  redo: commands.redo,
  savedFilters: commands.savedFilters,
  saveFilter: commands.saveFilter,
  renameFilter: commands.renameFilter,
  removeFilter: async (filter) => void (await commands.removeFilter(filter)),
  exportRows: commands.exportRows,
  previewExport: commands.previewExport,
  exportProgress: commands.exportProgress,
  deleteList: async (list) => void (await commands.deleteList(list)),
  explain: commands.explain,
  operators: commands.operators,
  doctorPlan: commands.doctorPlan,
  doctor: async (request, onCheck) => {
    const channel = new Channel<DoctorCheck>();
    channel.onmessage = onCheck;
    return commands.doctor(request, channel);
  },
  stopDoctor: async () => void (await commands.stopDoctor()),
  lastDoctor: commands.lastDoctor,
  settings: commands.settings,
  setSetting: commands.setSetting,
  policy: commands.policy,
  tryPolicy: commands.tryPolicy,
  setPolicy: commands.setPolicy,
  applyPolicy: async (list) => void (await commands.applyPolicy(list)),
  reportFigures: commands.reportFigures,
  tradeoff: commands.tradeoff,
  drawLine: commands.drawLine,
  disclosures: commands.disclosures,
  exportLedger: commands.exportLedger,
  stored: commands.stored,
  wouldPurge: commands.wouldPurge,
  purge: commands.purge,
  about: commands.about,
  workingOn: commands.workingOn,
  recognise: commands.recognise,
  learn: commands.learn,
  known: commands.known,
  undoLearning: commands.undoLearning,
  forgetLearnt: async () => void (await commands.forgetLearnt()),
  exportLearnt: commands.exportLearnt,
  judgeAgain: commands.judgeAgain,
  accuracy: commands.accuracy,
  addressHistory: commands.addressHistory,

  chooseList: ({ title, lists, all }) =>
    open({
      title,
      multiple: false,
      directory: false,
      filters: [
        { name: lists, extensions: listEndings },
        { name: all, extensions: ["*"] },
      ],
    }),
  chooseOutcomes: ({ title, files, all }) =>
    open({
      title,
      multiple: false,
      directory: false,
      filters: [
        { name: files, extensions: outcomeEndings },
        { name: all, extensions: ["*"] },
      ],
    }),
  chooseTarget: (name, ending, { title, kind }) =>
    save({ title, defaultPath: name, filters: [{ name: kind, extensions: [ending] }] }),
  setMenu: (menus, typing, chosen) => menuBar.show(menus, typing, chosen),
  setTitle: (title) => getCurrentWindow().setTitle(title),
  showProgress: (share) =>
    getCurrentWindow().setProgressBar(
      share === null
        ? { status: ProgressBarStatus.None }
        : { status: ProgressBarStatus.Normal, progress: Math.round(share * 100) },
    ),
  takeOpened: commands.takeOpened,
  onOpened: (hear) => listen("opened", hear),
  namedLanguage: commands.namedLanguage,
  possibleBackground: commands.possibleBackground,
  goToBackground: commands.goToBackground,
  notify: async (title, text) => void (await commands.notify(title, text)),
  callAttention: () => getCurrentWindow().requestUserAttention(UserAttentionType.Informational),
  onCloseAsked: (mayClose) =>
    getCurrentWindow().onCloseRequested(async (event) => {
      if (!(await mayClose())) event.preventDefault();
    }),
  onFileDrag: (hear) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      switch (payload.type) {
        case "enter":
          if (payload.paths.length > 0) hear({ kind: "over" });
          break;
        case "over":
          break;
        case "drop":
          if (payload.paths.length > 0) hear({ kind: "dropped", paths: payload.paths });
          else hear({ kind: "left" });
          break;
        case "leave":
          hear({ kind: "left" });
          break;
      }
    }),
};
