/** Tests that need a real browser: contrast, layout, what a keyboard reaches. The pages run with the made-up program. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["browser/**/*.test.ts"],
    globalSetup: ["browser/server.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One browser at a time: a machine with two cores runs this beside other things.
    fileParallelism: false,
  },
});
