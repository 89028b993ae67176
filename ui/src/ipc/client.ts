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
import { commands, type DoctorCheck, type RunSnapshot } from "./bindings";
import type { Ipc, NativeMenu } from "./contract";
import { exportEndings, listEndings } from "./endings";

/**
 * A Mac's first menu is the program's own, and the clipboard's keys work only where a menu has them. Elsewhere the page
 * itself hears the keys, where the menu does not take them first.
 */
async function macMenus(menus: Submenu[]): Promise<Submenu[]> {
  const submenu = async (text: string, items: PredefinedMenuItemOptions["item"][]) =>
    Submenu.new({ text, items: await Promise.all(items.map((item) => PredefinedMenuItem.new({ item }))) });
  return [
    await submenu("Mailvet", ["Hide", "HideOthers", "ShowAll", "Separator", "Quit"]),
    ...menus,
    await submenu("Edit", ["Undo", "Redo", "Separator", "Cut", "Copy", "Paste", "SelectAll"]),
  ];
}

async function setMenu(menus: NativeMenu[], chosen: (id: string) => void): Promise<void> {
  const submenus = await Promise.all(
    menus
      .filter(({ items }) => items.length > 0)
      .map(async ({ title, items }) =>
        Submenu.new({
          text: title,
          items: await Promise.all(
            items.map(({ id, title, keys, enabled }) =>
              MenuItem.new({
                id,
                text: title,
                enabled,
                // The page hears what a menu has no name for.
                accelerator: /^Mod.*[^s]$/.test(keys ?? "") ? keys?.replace("Mod", "CmdOrCtrl") : undefined,
                action: chosen,
              }),
            ),
          ),
        }),
      ),
  );
  const isMac = navigator.platform.startsWith("Mac");
  const menu = await Menu.new({ items: isMac ? await macMenus(submenus) : submenus });
  await menu.setAsAppMenu();
}

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
  exportRows: commands.exportRows,
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
  about: commands.about,
  workingOn: commands.workingOn,

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
  chooseTarget: (name, format, { title, kind }) =>
    save({ title, defaultPath: name, filters: [{ name: kind, extensions: [exportEndings[format]] }] }),
  setMenu,
  setTitle: (title) => getCurrentWindow().setTitle(title),
  showProgress: (share) =>
    getCurrentWindow().setProgressBar(
      share === null
        ? { status: ProgressBarStatus.None }
        : { status: ProgressBarStatus.Normal, progress: Math.round(share * 100) },
    ),
  takeOpened: commands.takeOpened,
  onOpened: (hear) => listen("opened", hear),
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
