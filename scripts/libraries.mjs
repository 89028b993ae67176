#!/usr/bin/env node
// The libraries of others that go into the program. `libraries.mjs write` makes assets/libraries.tsv, which the window
// shows; `check` fails where that file is stale; `notices FILE` gathers the texts of their licences for the packages.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const table = join(top, "assets/libraries.tsv");
const programs = ["mailvet-desktop", "mailvet-cli"];
const heading = "# Libraries in the program, made by scripts/libraries.mjs: where from, name, version, licence.";

/** A licence as SPDX writes it today: `/` was once the way to write OR. */
const spdx = (licence) => licence.replaceAll(/\s*\/\s*/g, " OR ");

/** Crates that are linked into the programs, on every system or on one: no tools of the build, no macros. */
function crates(platform) {
  const filter = platform ? ["--offline", "--filter-platform", platform] : [];
  const asked = ["metadata", "--format-version", "1", "--locked", ...filter];
  const { packages, resolve } = JSON.parse(
    execFileSync("cargo", asked, { cwd: top, encoding: "utf8", maxBuffer: 1 << 28 }),
  );
  const byId = new Map(packages.map((one) => [one.id, one]));
  const uses = new Map(resolve.nodes.map((node) => [node.id, node.deps]));
  const isMacro = (one) => one.targets.some((target) => target.kind.includes("proc-macro"));
  const found = new Set(packages.filter((one) => programs.includes(one.name)).map((one) => one.id));
  for (const id of found) {
    for (const { pkg, dep_kinds } of uses.get(id)) {
      if (dep_kinds.some(({ kind }) => kind === null) && !isMacro(byId.get(pkg))) found.add(pkg);
    }
  }
  return [...found]
    .map((id) => byId.get(id))
    .filter((one) => one.source !== null)
    .map(({ name, version, license, manifest_path }) => ({
      from: "crates.io",
      name,
      version,
      licence: spdx(license),
      folder: dirname(manifest_path),
    }));
}

/** Packages of the window that are no mere tools. */
function packages() {
  const { packages } = JSON.parse(readFileSync(join(top, "ui/package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path && !dev)
    .map(([path, { version, license }]) => {
      const folder = join(top, "ui", path);
      const name = path.split("node_modules/").at(-1);
      return { from: "npm", name, version, licence: spdx(license ?? licenceIn(folder)), folder };
    });
}

/** The licence of a package that names none in its manifest, by the first line of the text that lies with it. */
function licenceIn(folder) {
  const text = texts(folder)[0] ?? "";
  if (/^\s*MIT License/.test(text)) return "MIT";
  throw new Error(`${folder} does not tell its licence`);
}

/** The texts about rights that lie with a package. */
function texts(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(file.name))
    .map((file) => readFileSync(join(folder, file.name), "utf8").trim())
    .toSorted();
}

function lines(libraries) {
  const lines = libraries.map(({ from, name, version, licence }) => [from, name, version, licence].join("\t"));
  return [...new Set(lines)].sort();
}

function check() {
  const written = readFileSync(table, "utf8").trimEnd().split("\n").slice(1);
  const locked = new Set(
    Array.from(
      readFileSync(join(top, "Cargo.lock"), "utf8").matchAll(/^name = "(.+)"\nversion = "(.+)"$/gm),
      ([, name, version]) => `crates.io\t${name}\t${version}\t`,
    ),
  );
  const host = /^host: (.+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
  const window = lines(packages());
  const missing = [...lines(crates(host)), ...window].filter((line) => !written.includes(line));
  // What is there for other systems can only be looked up in the lock file: it is not on this machine.
  const known = (line) => window.includes(line) || locked.has(line.slice(0, line.lastIndexOf("\t") + 1));
  const gone = written.filter((line) => !known(line));
  if (missing.length + gone.length > 0) {
    console.error("assets/libraries.tsv is stale, please run scripts/libraries.mjs write:");
    missing.forEach((line) => console.error(`  missing: ${line}`));
    gone.forEach((line) => console.error(`  gone: ${line}`));
    process.exit(1);
  }
}

/** Every text once, under the names of those that came with it. */
function notices() {
  const bearers = new Map();
  for (const { name, version, licence, folder } of [...crates(), ...packages()]) {
    const found = texts(folder);
    const told = found.length > 0 ? found : [`Licence: ${licence}. No text of it came with the library.`];
    for (const text of told) bearers.set(text, [...(bearers.get(text) ?? []), `${name} ${version}`]);
  }
  const rule = "-".repeat(80);
  const ours = ["LICENSE-MIT", "LICENSE-APACHE"].map((file) => readFileSync(join(top, file), "utf8").trim());
  const data = ["assets/fonts/LICENSE-DejaVu.txt", "assets/lists/NOTICES.md", "assets/names/NOTICES.md"];
  return [
    "Mailvet is licensed under MIT OR Apache-2.0, as you like:",
    ...ours,
    "The font of its reports, and the lists that it was built with:",
    ...data.map((file) => readFileSync(join(top, file), "utf8").trim()),
    "It contains libraries of others, under these licences:",
    ...Array.from(bearers, ([text, names]) => `${[...new Set(names)].sort().join(", ")}\n\n${text}`).sort(),
  ].join(`\n\n${rule}\n\n`);
}

const [job, file] = process.argv.slice(2);
if (job === "write") writeFileSync(table, `${[heading, ...lines([...crates(), ...packages()])].join("\n")}\n`);
else if (job === "check") check();
else if (job === "notices" && file) writeFileSync(file, `${notices()}\n`);
else {
  console.error("usage: scripts/libraries.mjs write | check | notices FILE");
  process.exit(2);
}
