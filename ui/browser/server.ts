/** Builds the pages as they ship and serves them for the tests, at an address of its own. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preview, type PreviewServer } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    pages: string;
  }
}

let server: PreviewServer;
let outDir: string;

export async function setup(project: TestProject): Promise<void> {
  outDir = mkdtempSync(join(tmpdir(), "mailvet-pages-"));
  // In a process of its own: this one is a test's, and would build other pages than those that ship.
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production" };
  delete env.VITEST;
  execFileSync(
    process.execPath,
    ["node_modules/vite/bin/vite.js", "build", "--outDir", outDir, "--logLevel", "error"],
    {
      env,
      stdio: "inherit",
    },
  );
  server = await preview({
    configFile: false,
    logLevel: "error",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, strictPort: false },
  });
  project.provide("pages", server.resolvedUrls?.local[0] ?? "");
}

export async function teardown(): Promise<void> {
  await server.close();
  rmSync(outDir, { recursive: true });
}
