// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));

const sources = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { file: relative(root, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") };
  });

/** Every import as "file -> module", modules of ours from the root of the sources. */
const imports = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => {
    const folder = file.slice(0, file.lastIndexOf("/") + 1);
    const module = name.startsWith("$/")
      ? name.slice(2)
      : name.startsWith("./")
        ? folder + name.slice(2)
        : name;
    return { file, module };
  }),
);

const broken = (rule: (edge: { file: string; module: string }) => boolean) =>
  imports.filter(rule).map(({ file, module }) => `${file} -> ${module}`);

const feature = (path: string) => /^features\/(\w+)\//.exec(path)?.[1];

it("only the client, and the types written for it, know Tauri", () => {
  expect(
    broken(
      ({ file, module }) => module.startsWith("@tauri-apps/") && !/^ipc\/(client|bindings)\.ts$/.test(file),
    ),
  ).toEqual([]);
});

it("features import no other feature and no view", () => {
  expect(
    broken(({ file, module }) => {
      const own = feature(file);
      const other = feature(module);
      return own !== undefined && ((other !== undefined && other !== own) || module.startsWith("views"));
    }),
  ).toEqual([]);
});

it("shared imports no feature and no view, the bridge nothing of ours", () => {
  expect(
    broken(({ file, module }) => file.startsWith("shared/") && /^(features|views)/.test(module)),
  ).toEqual([]);
  expect(
    broken(({ file, module }) => file.startsWith("ipc/") && /^(features|views|shared)/.test(module)),
  ).toEqual([]);
});

it("nothing climbs out of its folder", () => {
  expect(broken(({ file, module }) => module.startsWith("../") && !/^ipc\/fake\//.test(file))).toEqual([]);
});

it("icons are imported one by one", () => {
  expect(broken(({ module }) => module === "@lucide/svelte")).toEqual([]);
});

it("a component stays readable in one go", () => {
  const long = sources.filter(({ file, text }) => file.endsWith(".svelte") && text.split("\n").length > 260);
  expect(long.map(({ file }) => file)).toEqual([]);
});

it("what floats over the table has a layer of its own, as WebKit may paint the table's head over it else", () => {
  const floating = sources.filter(({ file, text }) => file.endsWith(".svelte") && /\bz-50\b/.test(text));
  expect(floating.length).toBeGreaterThan(5);
  const without = floating.filter(({ text }) => !/pop-in|will-change-transform/.test(text));
  expect(without.map(({ file }) => file)).toEqual([]);
});
