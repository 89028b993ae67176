// @vitest-environment node
import { expect, it } from "vitest";
import {
  asItIs,
  type DoctorCheck,
  type DoctorPlan,
  type DoctorReport,
  type DoctorRequest,
  type Ipc,
} from "$/ipc";
import { later, settled, stubIpc } from "$/testing/stub";
import { DoctorController } from "./doctor.svelte";
import { LastReport } from "./lastReport.svelte";
import { reportText } from "./reportText";

const plan: DoctorPlan = {
  checks: [
    { id: "resolver", title: "DNS resolver" },
    { id: "port", title: "Port 25" },
  ],
  destinations: [
    { check: "port", to: "mx.example:25", learns: asItIs("our address"), setting: "doctor.hosts" },
  ],
};
const check = (id: DoctorCheck["id"], more: Partial<DoctorCheck> = {}): DoctorCheck => ({
  id,
  title: id,
  state: "passed",
  finding: asItIs("Fine."),
  remedy: null,
  facts: [],
  ...more,
});
const report = (more: Partial<DoctorReport> = {}): DoctorReport => ({
  verdict: "ready",
  headline: asItIs("Mail servers answer."),
  next_step: null,
  checks: [check("resolver"), check("port")],
  providers: [],
  practice: false,
  checked_at: 1_000,
  ...more,
});

/** A doctor that a test moves on. */
function open(more: Partial<Ipc> = {}) {
  const end = later<DoctorReport | null>();
  const requests: DoctorRequest[] = [];
  let tell: (check: DoctorCheck) => void = () => {};
  const controller = new DoctorController(
    stubIpc({
      doctorPlan: async () => plan,
      lastDoctor: async () => null,
      doctor: (request, hear) => {
        requests.push(request);
        tell = hear;
        return end.promise;
      },
      ...more,
    }),
  );
  return { controller, end, requests, tell: (check: DoctorCheck) => tell(check) };
}

it("contacts nobody before it is told to", async () => {
  const { controller, requests } = open();
  await controller.open();
  expect(requests).toEqual([]);
  expect([controller.state, controller.report, controller.checks]).toEqual(["idle", null, []]);
});

it("shows every check as it comes in, and those that are still to come", async () => {
  const { controller, end, tell } = open();
  await controller.open();
  const running = controller.run();
  expect(controller.toCome.map(({ id }) => id)).toEqual(["resolver", "port"]);
  tell(check("resolver"));
  expect(controller.checks.map(({ id }) => id)).toEqual(["resolver"]);
  expect(controller.toCome.map(({ id }) => id)).toEqual(["port"]);
  end.answer(report());
  await running;
  expect([controller.state, controller.toCome.length, controller.report?.verdict]).toEqual([
    "idle",
    0,
    "ready",
  ]);
});

it("leaves out what is unticked, and has nothing to do where everything is", async () => {
  const { controller, end, requests } = open();
  await controller.open();
  controller.choose("port", false);
  expect(controller.planned.map(({ id }) => id)).toEqual(["resolver"]);
  end.answer(report());
  await controller.run();
  expect(requests).toEqual([{ practice: false, skip: ["port"] }]);
  controller.choose("resolver", false);
  expect(controller.canRun).toBe(false);
  await controller.run();
  expect(requests).toHaveLength(1);
});

it("keeps the last whole report when a check-up is stopped", async () => {
  const old = report({ headline: asItIs("An older one.") });
  let stopped = 0;
  const { controller, end, tell } = open({
    lastDoctor: async () => old,
    stopDoctor: async () => void stopped++,
  });
  await controller.open();
  const running = controller.run();
  tell(check("resolver"));
  await controller.stop();
  expect([controller.state, stopped]).toEqual(["stopping", 1]);
  end.answer(null);
  await running;
  expect(controller.state).toBe("stopped");
  expect(controller.checks.map(({ id }) => id)).toEqual(["resolver"]);
  expect(controller.report).toBe(old);
});

it("says why the connection was not checked, and can be asked again", async () => {
  const { controller, end } = open();
  await controller.open();
  const running = controller.run();
  end.fail({ code: "bad_settings", message: asItIs("No resolver."), detail: "" });
  await running;
  expect([controller.state, controller.runFault?.message, controller.canRun]).toEqual([
    "idle",
    asItIs("No resolver."),
    true,
  ]);
});

it("says why it cannot be shown", async () => {
  const { controller } = open({ doctorPlan: () => Promise.reject(new Error("gone")) });
  await controller.open();
  await settled();
  expect([controller.state, controller.fault?.detail]).toEqual(["idle", "gone"]);
});

it("tells other views whether the port is shut, and that nobody has looked", async () => {
  const last = new LastReport(stubIpc({ lastDoctor: async () => report({ verdict: "shut" }) }));
  expect(last.isShut).toBe(false);
  await last.load();
  expect(last.isShut).toBe(true);
  const never = new LastReport(stubIpc({ lastDoctor: async () => null }));
  await never.load();
  expect([never.loaded, never.isShut]).toEqual([true, false]);
});

it("is copied as a text that holds everything that was shown", () => {
  const text = reportText(
    report({
      verdict: "limited",
      next_step: asItIs("Set a name."),
      checks: [
        check("ptr", { state: "failed", remedy: asItIs("Ask for a name."), facts: [["Name", "a\nb"]] }),
      ],
      providers: [
        {
          operator: "small",
          name: "Small servers",
          expectation: "refuses",
          sentence: asItIs("They refuse."),
          remedy: null,
        },
      ],
    }),
  );
  for (const part of [
    "Set a name.",
    "Failed",
    "Ask for a name.",
    "Name: a, b",
    "Small servers: Refuses. They refuse.",
  ])
    expect(text).toContain(part);
});
