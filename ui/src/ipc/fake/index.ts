/**
 * A made-up program for a plain browser: the same interface, lists and runs of its own, no server. Only development,
 * component tests and pictures see it. `?fake=empty` starts without lists, `?fake=broken` fails every call,
 * `?rows=2000000` makes the largest list that long, `?shut` shuts port 25 (`?shut=no`: the doctor found it open).
 */
import type {
  DoctorReport,
  ExportReport,
  ImportRequest,
  ListId,
  ListSummary,
  PolicyRow,
  PresetView,
  Preview,
  Progress,
  ReadOptions,
  RunMode,
  RunSnapshot,
  RunState,
  Sentence,
  SettingsView,
  SuppressionLine,
} from "../bindings";
import type { FileDrag, Ipc } from "../contract";
import { about } from "./about";
import { doctorCheck, doctorPlan, doctorReport } from "./doctor";
import { explain, operators } from "./explain";
import { importReport, shippedPresets } from "./imports";
import { FakeLearning, history, nature } from "./learning";
import { FakeList, verdictOrder } from "./list";
import { doomed, ledgerOf, ledgerPage, storedOf } from "./privacy";
import { drawLine, figuresOf, tradeoffOf } from "./report";
import { FakeRows } from "./rows";
import { fault, said } from "./said";
import { refusal, shippedPolicy, shippedSettings } from "./settings";

const columns = ["customer_no", "first_name", "last_name", "email", "company", "city"];
const MINUTE = 60_000;
const SAMPLE = "/home/you/.local/share/mailvet/samples/sample.csv";

export interface FakeOptions {
  /** Whether there are lists already. */
  lists: boolean;
  /** Whether every call fails. */
  broken: boolean;
  /** Rows of the largest list. */
  rows: number;
  /** Milliseconds between two steps of a run. */
  tick: number;
  /** Milliseconds that every answer takes. */
  latency: number;
  /** Whether port 25 is shut here; `null`: the doctor has not looked yet, and finds it open. */
  shut: boolean | null;
}

class LiveRun {
  readonly #hearers = new Set<(snapshot: RunSnapshot) => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #list: FakeList;
  readonly #trouble: Sentence | null;
  readonly ended: Promise<void>;
  last: RunSnapshot | null = null;
  #end: () => void = () => {};
  #sinceStart = 0;

  constructor(list: FakeList, tick: number, shut: boolean) {
    this.#list = list;
    this.#trouble =
      shut && list.run?.mode === "full" ? { code: "trouble.port_25_shut", parts: { operators: 8 } } : null;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#timer = setInterval(() => this.#step(tick), tick);
  }

  #step(tick: number): void {
    const total = this.#list.summary.rows;
    const perTick = Math.max(2, Math.round(total / 160));
    this.#sinceStart += tick;
    this.#list.settle(perTick);
    if (this.#list.settledCount >= total) this.leave("finished");
    else this.#tell(this.#progress(perTick / (tick / 1000)));
  }

  #progress(rate: number): Progress {
    const { rows } = this.#list.summary;
    const settled = this.#list.settledCount;
    const waiting = Math.round(Math.min(settled * 0.03, (rows - settled) * 0.3));
    const now = Date.now();
    return {
      tally: { total: rows, settled, waiting, verdicts: this.#list.tally() },
      rate: this.#sinceStart < 1200 ? null : rate,
      first_answers_in: this.#sinceStart < 1200 ? null : Math.max(0, (rows - settled - waiting) / rate),
      all_in: this.#sinceStart < 1200 ? null : (rows - settled) / rate + (waiting > 0 ? 360 : 0),
      next_retry: waiting > 0 ? now + 214_000 : null,
      domains: [Math.min(412, Math.round((settled / rows) * 520) + 8), 412],
      lookups: [0, 0],
      connections: settled < rows ? 14 : 0,
      exchanges: [
        {
          exchange: "outlook.example",
          left: Math.ceil((rows - settled) * 0.34),
          connections: 1,
          held_back: { code: "held_back.fewer", parts: {} },
          until: null,
        },
        {
          exchange: "post.example",
          left: Math.ceil((rows - settled) * 0.11),
          connections: 0,
          held_back: { code: "held_back.rests", parts: {} },
          until: now + 214_000,
        },
        {
          exchange: "mail.example",
          left: Math.ceil((rows - settled) * 0.28),
          connections: 2,
          held_back: null,
          until: null,
        },
        {
          exchange: "hosting7.example",
          left: Math.ceil((rows - settled) * 0.09),
          connections: 2,
          held_back: null,
          until: null,
        },
        {
          exchange: "fjordline.example",
          left: Math.ceil((rows - settled) * 0.04),
          connections: 1,
          held_back: null,
          until: null,
        },
      ],
      trouble: this.#trouble,
      guard: null,
    };
  }

  #tell(progress: Progress): void {
    const run = this.#list.run;
    if (!run) return;
    run.settled = this.#list.settledCount;
    const snapshot = { list: this.#list.summary.id, state: run.state, progress, failure: null };
    this.last = snapshot;
    for (const hear of this.#hearers) hear(snapshot);
  }

  follow(hear: (snapshot: RunSnapshot) => void): void {
    this.#hearers.add(hear);
  }

  leave(state: RunState): void {
    clearInterval(this.#timer);
    const run = this.#list.run;
    if (run) {
      run.state = state;
      run.ended_at = state === "finished" ? Date.now() : null;
      if (state === "finished") this.#list.settle(Infinity);
      run.settled = this.#list.settledCount;
    }
    this.#tell({
      ...this.#progress(0),
      rate: 0,
      first_answers_in: 0,
      all_in: 0,
      connections: 0,
      exchanges: [],
    });
    this.#end();
  }
}

export class Fake extends FakeRows implements Ipc {
  readonly #options: FakeOptions;
  readonly #lists = new Map<ListId, FakeList>();
  readonly #live = new Map<ListId, LiveRun>();
  #nextId = 1;
  #lastDoctor: DoctorReport | null = null;
  #doctorStopped = false;
  #settings: SettingsView = shippedSettings;
  #policy: PolicyRow[] = shippedPolicy;
  #suppressed: SuppressionLine[] = [];
  #presets: PresetView[] = shippedPresets;
  readonly #learning = new FakeLearning();

  constructor(options: Partial<FakeOptions> = {}) {
    super();
    this.#options = {
      lists: true,
      broken: false,
      rows: 20_000,
      tick: 200,
      latency: 8,
      shut: null,
      ...options,
    };
    if (this.#options.shut !== null) {
      this.#lastDoctor = doctorReport(this.#options.shut, [], false, Date.now() - 42 * MINUTE);
    }
    if (!this.#options.lists) return;
    const now = Date.now();
    this.#add("old-customers.csv", 1_180, now - 9 * 24 * 60 * MINUTE, 1, { further: ["work_email"] });
    this.#add("webinar-leads.xlsx", 4_200, now - 26 * 60 * MINUTE, 0.63);
    this.#add("newsletter-spring.csv", this.#options.rows, now - 3 * 60 * MINUTE, 1);
  }

  #add(
    name: string,
    rows: number,
    at: number,
    done: number,
    { practice = false, further = [] }: { practice?: boolean; further?: string[] } = {},
  ): FakeList {
    const id = this.#nextId++;
    const list = new FakeList(
      {
        id,
        name,
        path: practice ? SAMPLE : `/home/you/Lists/${name}`,
        rows,
        imported_at: at,
        practice,
        columns: [...columns, ...further],
        further,
      },
      Date.now,
    );
    if (done > 0) {
      list.settle(Math.round(rows * done));
      list.run = {
        id,
        list: id,
        state: done >= 1 ? "finished" : "paused",
        mode: "full",
        started_at: at + 4000,
        ended_at: done >= 1 ? at + 4000 + 17 * MINUTE : null,
        total: rows,
        settled: list.settledCount,
      };
    }
    this.#lists.set(id, list);
    return list;
  }

  protected override listOf = (list: ListId) => this.#find(list);
  protected override later = <T>(make: () => T): Promise<T> => this.#answer(make);
  protected override suppressLines = (lines: SuppressionLine[]) => void (this.#suppressed = lines);
  protected override suppressedLines = () => this.#suppressed;

  async #answer<T>(make: () => T): Promise<T> {
    await new Promise((resolve) => setTimeout(resolve, this.#options.latency));
    if (this.#options.broken) {
      throw fault("store", said("database.disk_full"), "SQLITE_FULL (13)");
    }
    return make();
  }

  #find(id: ListId): FakeList {
    const list = this.#lists.get(id);
    if (!list) throw fault("not_found", said("database.no_list"));
    return list;
  }

  home = () =>
    this.#answer(() => ({
      lists: [...this.#lists.values()]
        .map((list) => list.describe())
        .sort((a, b) => b.imported_at - a.imported_at),
      version: "0.1.0",
      data_folder: "/home/you/.local/share/mailvet",
    }));

  sample = () => this.#answer(() => this.#preview(SAMPLE, 200, {}));

  preview = (path: string, options: ReadOptions) =>
    this.#answer(() => {
      if (/broken|locked/.test(path)) {
        const name = path.split("/").pop() ?? path;
        throw fault("unreadable_list", said("file.protected", { name }), "encrypted package");
      }
      return this.#preview(path, path === SAMPLE ? 200 : 20_000, options);
    });

  #preview(path: string, rows: number, options: Partial<ReadOptions>): Preview {
    const workbook = /\.(xls|ods)/.test(path);
    const list = new FakeList(
      { id: 90, name: "", path, rows: 50, imported_at: 0, practice: false, columns },
      Date.now,
    );
    const header = options.header ?? true;
    const delimiter = options.delimiter ?? ",";
    const split = delimiter === ",";
    const cells = Array.from({ length: 50 }, (_, row) => list.row(row).cells);
    const shown = header ? cells : [columns, ...cells.slice(0, 49)];
    return {
      name: path.split("/").pop() ?? path,
      path,
      kind: workbook ? "workbook" : "text",
      encoding: workbook ? null : (options.encoding ?? "UTF-8"),
      delimiter: workbook ? null : delimiter,
      header,
      sheets: workbook ? ["Members", "Archive 2025"] : [],
      sheet: workbook ? (options.sheet ?? "Members") : null,
      columns: !split ? ["Column 1"] : header ? columns : columns.map((_, n) => `Column ${n + 1}`),
      email_column: options.email_column ?? (split ? 3 : null),
      more_email_columns: options.more_email_columns ?? [],
      address_columns: split ? [3] : [],
      rows: split ? shown : shown.map((row) => [row.join(",")]),
      total_rows: header ? rows : rows + 1,
      without_address: rows > 1000 ? 117 : 2,
      duplicates: rows > 1000 ? 342 : 4,
      remarks:
        rows > 1000
          ? [
              said("file.long_rows", {
                count: 3,
                at: said("file.at_lines", { firsts: "211, 4080", last: "19332" }),
                place: said("file.nameless_column"),
              }),
            ]
          : [],
    };
  }

  inspect: Ipc["inspect"] = ({ path, options, suppress }) =>
    this.#answer(() => {
      const preview = this.#preview(path, path === SAMPLE ? 200 : 20_000, options);
      return importReport(preview, suppress.length);
    });
  knownList: Ipc["knownList"] = ({ path }) =>
    this.#answer(
      () =>
        [...this.#lists.values()].map((list) => list.describe()).find((list) => list.path === path) ?? null,
    );

  suppressions = () => this.#answer(() => this.#suppressed);
  suppress = (entries: string[]) =>
    this.#answer(() => {
      const now = Date.now();
      const before = this.#suppressed;
      this.#suppressed = [...before, ...entries.map((entry) => ({ entry, source: "", added_at: now }))];
      this.noteSuppressed("suppressed", entries.length, before);
      return { added: entries.length, entries: entries.length, unread: 0 };
    });
  suppressFile = () => this.suppress(["gone@example.com", "@competitor.example"]);
  unsuppress = (entries: string[]) =>
    this.#answer(() => {
      const before = this.#suppressed;
      this.#suppressed = before.filter(({ entry }) => !entries.includes(entry));
      const removed = before.length - this.#suppressed.length;
      if (removed > 0) this.noteSuppressed("unsuppressed", removed, before);
      return removed;
    });

  presets = () => this.#answer(() => this.#presets);
  savePreset: Ipc["savePreset"] = ({ title, actions, verdicts }) =>
    this.#answer(() => {
      const id = title.trim().toLowerCase().replaceAll(" ", "-");
      const about = said("own_preset.saved_as", { title });
      const preset = { id, title, about, actions, verdicts, is_own: true, is_for_service: false };
      const others = this.#presets.filter((other) => other.id !== id);
      this.#changePresets("saved_preset", title, [...others, preset]);
      return preset;
    });
  removePreset = (id: string) =>
    this.#answer(() => {
      const title = String(this.#presets.find((preset) => preset.id === id)?.title ?? "");
      const others = this.#presets.filter((preset) => preset.id !== id);
      this.#changePresets("removed_preset", title, others);
    });
  #changePresets(kind: "saved_preset" | "removed_preset", name: string, after: PresetView[]): void {
    const before = this.#presets;
    const put = (presets: PresetView[]) => void (this.#presets = presets);
    put(after);
    this.note(
      { kind, name },
      () => put(before),
      () => put(after),
    );
  }

  paste = (name: string, _text: string) =>
    this.#answer(() => `/home/you/.local/share/mailvet/pasted/${name}.txt`);

  #checkStopped = false;
  checkAddress: Ipc["checkAddress"] = async (address, _practice, onSeen) => {
    this.#checkStopped = false;
    const all = new FakeList(
      { id: 91, name: "", path: null, rows: 400, imported_at: 0, practice: false, columns: ["email"] },
      Date.now,
    );
    all.settle(Infinity);
    const wanted = /syntax|@@|^[^@]*$/.test(address)
      ? "syntax"
      : /gone/.test(address)
        ? "mailbox_not_found"
        : "mailbox_accepted";
    const found = Array.from({ length: 400 }, (_, row) => all.evidence(row, null)).find(
      ({ judgement }) => judgement?.reason === wanted,
    );
    if (!found) throw fault("run", said("database.no_row"));
    const text = JSON.stringify(found).replaceAll(JSON.stringify(found.row.address).slice(1, -1), address);
    const whole = JSON.parse(text) as typeof found;
    for (let shown = 0; shown < whole.stages.length && !this.#checkStopped; shown++) {
      await new Promise((resolve) => setTimeout(resolve, this.#options.tick * 2));
      const row = { ...whole.row, result: null };
      onSeen({ ...whole, row, judgement: null, conversations: [], stages: whole.stages.slice(0, shown + 1) });
    }
    return this.#answer(() => whole);
  };
  stopCheck = () => this.#answer(() => void (this.#checkStopped = true));
  saveEvidence = () => this.#answer(() => undefined);
  showInFolder = async () => {};

  importList = (request: ImportRequest) =>
    this.#answer((): ListSummary => {
      const name = request.path.split("/").pop() ?? request.path;
      return this.#add(name, request.practice ? 200 : 20_000, Date.now(), 0, {
        practice: request.practice,
      }).describe();
    });

  listSummary = (list: ListId) => this.#answer(() => this.#find(list).describe());

  startRun = (id: ListId, mode: RunMode | null = null) =>
    this.#answer(() => {
      const list = this.#find(id);
      if (!list.run || list.run.state === "finished") {
        list.run = {
          id,
          list: id,
          state: "running",
          mode: "full",
          started_at: Date.now(),
          ended_at: null,
          total: list.summary.rows,
          settled: 0,
        };
      }
      list.run.state = "running";
      if (mode !== null) list.run.mode = mode;
      if (!this.#live.has(id)) {
        const live = new LiveRun(list, this.#options.tick, this.#options.shut === true);
        this.#live.set(id, live);
        void live.ended.then(() => this.#live.delete(id));
      }
      return { ...list.run };
    });

  #leave = (id: ListId, by: RunState, to: RunState) =>
    this.#answer(() => {
      const live = this.#live.get(id);
      const run = this.#find(id).run;
      if (!live || !run) throw fault("conflict", said("fault.not_running"));
      run.state = by;
      setTimeout(() => live.leave(to), this.#options.tick * 3);
    });

  stopRun = (list: ListId) => this.#leave(list, "pausing", "paused");
  finishRun = (list: ListId) => this.#leave(list, "stopping", "finished");

  followRun = async (list: ListId, onSnapshot: (snapshot: RunSnapshot) => void) => {
    const live = this.#live.get(list);
    live?.follow(onSnapshot);
    await live?.ended;
  };

  page: Ipc["page"] = (list, query, offset, limit) =>
    this.#answer(() => this.#find(list).page(query, offset, limit));
  facets: Ipc["facets"] = (list, query) => this.#answer(() => this.#find(list).facets(query));
  evidence: Ipc["evidence"] = (list, row, further) =>
    this.#answer(() => this.#find(list).evidence(row, further));

  exportRows: Ipc["exportRows"] = async (request) => {
    await new Promise((resolve) => setTimeout(resolve, this.#options.latency * 60));
    return this.#answer((): ExportReport => {
      if (request.path.startsWith("/read-only/")) {
        throw fault("unwritable_file", said("file.read_only_folder", { folder: "/read-only" }), "EACCES");
      }
      const rows = this.#find(request.list).facets(request.query).matching;
      return { path: request.path, rows, remarks: [] };
    });
  };

  previewExport: Ipc["previewExport"] = ({ list, query, format, options }) =>
    this.#answer(() => {
      const of = this.#find(list);
      const ours = options?.columns ?? ["verdict", "reason", "action"];
      const head = [...columns, ...ours.map((column) => `${options?.prefix ?? "mailvet_"}${column}`)];
      const rows = of
        .page(query, 0, 8)
        .rows.map(({ cells, result }) => [
          ...cells,
          ...ours.map((column) =>
            result && column in result ? String(result[column as keyof typeof result]) : "",
          ),
        ]);
      switch (format) {
        case "xlsx":
          return { text: null, table: { columns: head, rows } };
        case "html":
        case "pdf":
          return { text: null, table: null };
        case "jsonl":
          return {
            text: rows
              .map((row) => JSON.stringify(Object.fromEntries(head.map((name, n) => [name, row[n]]))))
              .join("\n"),
            table: null,
          };
        default:
          return { text: [head, ...rows].map((row) => row.join(",")).join("\n"), table: null };
      }
    });
  exportProgress = () => this.#answer(() => null);

  reportFigures = (id: ListId) =>
    this.#answer(() => {
      const list = this.#find(id);
      return figuresOf(list.kinds(), list.summary.rows - list.settledCount, this.#policy);
    });
  tradeoff = (id: ListId, rows: PolicyRow[]) =>
    this.#answer(() => {
      const list = this.#find(id);
      return tradeoffOf(list.kinds(), list.summary.rows - list.settledCount, rows);
    });
  drawLine = (rows: PolicyRow[], from: number) => this.#answer(() => drawLine(rows, from));

  #described = () => [...this.#lists.values()].map((list) => list.describe());
  disclosures: Ipc["disclosures"] = (query) =>
    this.#answer(() => ledgerPage(ledgerOf(this.#described()), query));
  exportLedger: Ipc["exportLedger"] = (list, path) =>
    this.#answer(() => {
      const rows = ledgerOf(this.#described()).filter((entry) => list === null || entry.list === list).length;
      return { path, rows, remarks: [] };
    });
  stored = () => this.#answer(() => storedOf(this.#described(), ledgerOf(this.#described()).length));
  wouldPurge: Ipc["wouldPurge"] = (request) => this.#answer(() => doomed(this.#described(), request).told);
  purge: Ipc["purge"] = (request) =>
    this.#answer(() => {
      const { lists, told } = doomed(this.#described(), request);
      if (lists.some(({ id }) => this.#live.has(id))) {
        throw fault("conflict", said("fault.running"));
      }
      for (const { id } of lists) this.#lists.delete(id);
      return told;
    });

  deleteList = (list: ListId) =>
    this.#answer(() => {
      this.#live.get(list)?.leave("paused");
      this.#lists.delete(list);
    });

  explain: Ipc["explain"] = (request) => this.#answer(() => explain(request));
  operators = () => this.#answer(() => operators);

  doctorPlan = () => this.#answer(() => doctorPlan);
  lastDoctor = () => this.#answer(() => this.#lastDoctor);
  stopDoctor = () => this.#answer(() => void (this.#doctorStopped = true));
  doctor: Ipc["doctor"] = async ({ skip, practice }, onCheck) => {
    this.#doctorStopped = false;
    const shut = this.#options.shut === true;
    for (const { id } of doctorPlan.checks) {
      await new Promise((resolve) => setTimeout(resolve, this.#options.tick * 2));
      if (this.#doctorStopped) return null;
      await this.#answer(() => onCheck(doctorCheck(id, shut, skip.includes(id))));
    }
    const report = doctorReport(shut, skip, practice, Date.now());
    if (!practice) this.#lastDoctor = report;
    return report;
  };

  settings = () => this.#answer(() => this.#settings);
  setSetting: Ipc["setSetting"] = (key, value) =>
    this.#answer(() => {
      const settings = this.#settings.settings.map((setting) => {
        if (setting.key !== key) return setting;
        const wanted = value ?? setting.default;
        const refused = refusal(setting, wanted);
        if (refused !== null) throw fault("bad_settings", refused);
        return { ...setting, value: wanted, changed: wanted !== setting.default };
      });
      const [before, after] = [this.#settings, { ...this.#settings, settings }];
      const put = (view: SettingsView) => () => void (this.#settings = view);
      this.note({ kind: "setting", name: key }, put(before), put(after));
      return (this.#settings = after);
    });

  #policyView = () => ({
    rows: this.#policy,
    shipped: shippedPolicy,
    is_shipped: JSON.stringify(this.#policy) === JSON.stringify(shippedPolicy),
  });
  policy = () => this.#answer(this.#policyView);
  tryPolicy: Ipc["tryPolicy"] = (list, rows) => this.#answer(() => this.#find(list).tryPolicy(rows));
  setPolicy: Ipc["setPolicy"] = (rows) =>
    this.#answer(() => {
      const gap = verdictOrder.find((verdict) => !rows.some((row) => row.verdict === verdict && !row.flag));
      if (gap !== undefined) {
        const why = said("policy.no_last_row", { verdict: gap });
        throw fault("bad_settings", said("setting.policy", { why }));
      }
      const put = (policy: PolicyRow[]) => () => void (this.#policy = policy);
      this.note({ kind: "policy" }, put(this.#policy), put(rows));
      this.#policy = rows;
      return this.#policyView();
    });
  applyPolicy: Ipc["applyPolicy"] = (list) => this.#answer(() => this.#find(list).applyPolicy(this.#policy));

  about = () => this.#answer(() => about);
  workingOn = () => this.#answer(() => [...this.#live.values()].flatMap(({ last }) => (last ? [last] : [])));

  recognise = async (path: string) => nature(path);
  learn: Ipc["learn"] = (request) =>
    this.#answer(() => {
      if (/broken|locked/.test(request.path)) {
        const parts = { name: "notes.csv", columns: "name, city" };
        throw fault("unreadable_list", said("fault.no_outcomes", parts));
      }
      return this.#learning.learn(request);
    });
  known = () => this.#answer(() => this.#learning.known());
  undoLearning: Ipc["undoLearning"] = (id) =>
    this.#answer(() => {
      const undone = this.#learning.undo(id);
      if (!undone) throw fault("not_found", said("database.no_batch"));
      return undone;
    });
  forgetLearnt = () => this.#answer(() => this.#learning.forget());
  exportLearnt = () => this.#answer(() => 592);
  judgeAgain: Ipc["judgeAgain"] = (list) =>
    this.#answer(() => ({
      addresses: this.#find(list).summary.rows,
      changed: 14,
      reworded: 120,
      shifts: [],
    }));
  addressHistory: Ipc["addressHistory"] = (list, row, further) =>
    this.#answer(() => {
      const found = this.#find(list);
      return history(found.row(found.subject(row, further)));
    });

  chooseList = async () => "/home/you/Lists/members-2026.csv";
  chooseOutcomes = async () => "/home/you/Lists/bounces-april.csv";
  chooseTarget: Ipc["chooseTarget"] = async (name) => `/home/you/Lists/${name}`;

  setTitle = async (title: string) => void (document.title = title);
  showProgress: Ipc["showProgress"] = async () => {};
  callAttention = async () => {};
  takeOpened: Ipc["takeOpened"] = async () => [];
  onOpened: Ipc["onOpened"] = async () => () => {};
  namedLanguage: Ipc["namedLanguage"] = async () => null;
  possibleBackground: Ipc["possibleBackground"] = async () => "tray";
  goToBackground: Ipc["goToBackground"] = async (to) => to;
  notify: Ipc["notify"] = async () => {};
  /** A page cannot be kept open: who looks at it says so by an event of that name. */
  onCloseAsked: Ipc["onCloseAsked"] = async (mayClose) => {
    const ask = () => void mayClose();
    addEventListener("fake-close", ask);
    return () => removeEventListener("fake-close", ask);
  };
  /** A browser has no menus of its own to give. */
  setMenu = async () => {};

  onFileDrag = async (hear: (drag: FileDrag) => void) => {
    const stop = new AbortController();
    const on = (name: "dragover" | "dragleave" | "drop", act: (event: DragEvent) => void) =>
      document.addEventListener(
        name,
        (event) => {
          event.preventDefault();
          act(event);
        },
        { signal: stop.signal },
      );
    on("dragover", () => hear({ kind: "over" }));
    on("dragleave", (event) => event.relatedTarget === null && hear({ kind: "left" }));
    on("drop", (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0)
        hear({ kind: "dropped", paths: files.map((file) => `/home/you/Lists/${file.name}`) });
      else hear({ kind: "left" });
    });
    return () => stop.abort();
  };
}

/** The fake as the address of the page asks for it. */
export function openFake(): Ipc {
  const asked = new URLSearchParams(location.search);
  return new Fake({
    lists: asked.get("fake") !== "empty",
    broken: asked.get("fake") === "broken",
    rows: Number(asked.get("rows") ?? 20_000),
    shut: asked.has("shut") ? asked.get("shut") !== "no" : null,
  });
}
