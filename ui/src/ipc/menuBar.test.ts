// @vitest-environment node
import { expect, it } from "vitest";
import type { NativeMenu } from "./contract";
import { MenuBar, type Place } from "./menuBar";

/** A system whose menus write down what is done to them. */
function system() {
  const done: string[] = [];
  let chosen: (place: Place) => void = () => {};
  const bar = new MenuBar(async (menus, _, heard) => {
    chosen = heard;
    done.push(`build ${menus.map(({ title }) => title).join(" ")}`);
    const line = (name: string) => ({
      setText: async (text: string) => void done.push(`${name} says ${text}`),
      setEnabled: async (enabled: boolean) => void done.push(`${name} ${enabled ? "on" : "off"}`),
      setAccelerator: async (keys: string | null) => void done.push(`${name} keys ${keys}`),
    });
    return {
      lines: menus.map(({ items }) => items.map(({ title }) => line(title))),
      close: async () => void done.push("close"),
    };
  });
  return { bar, done, choose: (menu: number, line: number) => chosen({ menu, line }) };
}

const typing = { undo: "Undo", redo: "Redo" };
const file: NativeMenu = {
  id: "file",
  title: "File",
  items: [
    { id: "open", title: "Open", keys: "Mod+O", enabled: true },
    { id: "sample", title: "Sample", enabled: true },
  ],
};
const list: NativeMenu = {
  id: "list",
  title: "List",
  items: [{ id: "pause", title: "Pause", keys: "Mod+P", enabled: true }],
};

it("words and what can be had change in the bar that stands", async () => {
  const { bar, done, choose } = system();
  const chosen: string[] = [];
  const hear = (id: string) => void chosen.push(id);
  await bar.show([file, list], typing, hear);
  choose(1, 0);
  const goOn = { id: "goOn", title: "Go on", keys: "Mod+P", enabled: false };
  await bar.show([file, { ...list, items: [goOn] }], typing, hear);
  choose(1, 0);
  expect(done).toEqual(["build File List", "Pause says Go on", "Pause off"]);
  expect(chosen).toEqual(["pause", "goOn"]);
});

it("a bar that goes gives its keys away first", async () => {
  const { bar, done } = system();
  await bar.show([file, { ...list, items: [] }], typing, () => {});
  await bar.show([file, list], typing, () => {});
  expect(done).toEqual(["build File", "Open keys null", "build File List", "close"]);
});

it("what was wanted in between is not shown", async () => {
  const { bar, done } = system();
  const named = (title: string) => [{ ...file, title }];
  await Promise.all(["One", "Two", "Three"].map((title) => bar.show(named(title), typing, () => {})));
  expect(done.filter((what) => what.startsWith("build"))).toEqual(["build One", "build Three"]);
});
