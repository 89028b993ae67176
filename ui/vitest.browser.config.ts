/** Tests that need a real browser: contrast, layout, what a keyboard reaches. The pages run with the made-up program. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["browser/**/*.test.ts"],
    globalSetup: ["browser/server.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One browser at a time, with a page that is worked on while others wait: two cores are enough for that.
    fileParallelism: false,
    maxConcurrency: 3,
  },
});
