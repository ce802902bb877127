import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "adapters/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A state that is awaited comes when the machine gets to it.
    expect: { poll: { timeout: 20_000, interval: 25 } },
    // Small machines: two files at once; suites that start servers and browsers share them fairly.
    maxWorkers: 2,
    // A leaked timer or socket shows up as a hanging run, not as a green one.
    teardownTimeout: 20_000,
  },
});
