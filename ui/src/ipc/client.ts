/** The program behind the window. Nothing else in the UI knows Tauri. */
import { Channel } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open, save } from "@tauri-apps/plugin-dialog";
import { commands, type DoctorCheck, type RunSnapshot } from "./bindings";
import type { Ipc } from "./contract";
import { exportEndings, listEndings } from "./endings";

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
