import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Suites that take minutes, or wait for processes of their own, whatever the length of their files. */
const LONG = [
  "/test/crash/",
  "/test/simulation/",
  "/test/e2e/",
  "/test/faults/",
  "/test/app/",
  "/test/schedule/",
];

const MONTH = "test/simulation/month.test.ts";

/** What takes longest begins first: else a core would stand idle while the other does the last of them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((folder) => moduleId.includes(folder));
      return at === -1 ? LONG.length : at;
    };
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    projects: [
      // The simulated month has the machine to itself: it keeps a core and a half busy.
      { extends: true, test: { name: "month", include: [MONTH], sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: "suites",
          include: ["test/**/*.test.ts", "adapters/**/*.test.ts"],
          exclude: [MONTH],
          sequence: { groupOrder: 1 },
        },
      },
    ],
    sequence: { sequencer: LongestFirst },
    globalSetup: ["test/support/global-setup.ts"],
    setupFiles: ["test/support/properties.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A state that is awaited comes when the machine gets to it.
    expect: { poll: { timeout: 20_000, interval: 25 } },
    // Small machines: two files at once; suites that start servers and browsers share them fairly.
    maxWorkers: 2,
    // The program is read once a worker instead of once a file, which took a quarter of all the time. Suites share no state
    // through it: modules keep none but caches.
    isolate: false,
    // A leaked timer or socket shows up as a hanging run, not as a green one.
    teardownTimeout: 20_000,
  },
});
