import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileFlows } from "../../src/flow/bundle.ts";
import {
  type FolderChange,
  type FolderWatch,
  loadFlowFolder,
  watchFlowFolder,
} from "../../src/flow/folder.ts";
import { filesWith } from "./support.ts";

const FLOW = "id: qualify\nsteps:\n  q:\n    ask: number\n    text: Size?\n  z:\n    end: Bye\n";

let folder: string;
let watching: FolderWatch | undefined;

async function put(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadline-flows-"));
  await put(filesWith(FLOW));
});
afterEach(async () => {
  watching?.close();
  watching = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Watches, and gives the next change to whoever awaits it. */
async function watchNext(pollMs: number) {
  const changes: FolderChange[] = [];
  const waiting: ((change: FolderChange) => void)[] = [];
  watching = await watchFlowFolder(
    folder,
    (change) => {
      const next = waiting.shift();
      if (next === undefined) changes.push(change);
      else next(change);
    },
    { pollMs },
  );
  return {
    changes,
    next: () => {
      const change = changes.shift();
      return change === undefined
        ? new Promise<FolderChange>((resolve) => waiting.push(resolve))
        : Promise.resolve(change);
    },
  };
}

describe("a folder that is watched", () => {
  it("is reloaded when a file is edited, keeps the old flow when it is broken, and recovers", async () => {
    const before = await loadFlowFolder(folder);
    const { next } = await watchNext(50);
    await put({ "qualify.yaml": FLOW.replace("Size?", "Which size?") });
    const edited = await next();
    expect(edited.problems).toEqual([]);
    expect(edited.bundle?.version).not.toBe(before.bundle?.version);

    await put({ "qualify.yaml": FLOW.replace("ask: number", "ask: nubmer") });
    const broken = await next();
    expect(broken.bundle).toBeNull();
    expect(broken.problems[0]).toMatchObject({ file: "qualify.yaml", line: 4, severity: "error" });

    await put({ "qualify.yaml": FLOW });
    const repaired = await next();
    expect(repaired.bundle?.version).toBe(before.bundle?.version);
  });

  it("tells nothing when nothing has changed", async () => {
    const { changes } = await watchNext(0);
    await put({ "qualify.yaml": FLOW });
    await watching?.refresh();
    expect(changes).toEqual([]);
  });

  it("sees new files, and those of folders made later", async () => {
    const { next } = await watchNext(0);
    await put({ "tests/one.yaml": "name: One\nturns:\n  - they: hi\n" });
    await watching?.refresh();
    expect((await next()).bundle?.tests).toHaveLength(1);
  });
});

describe("a bundle", () => {
  it("is rebuilt from its files with the same version", async () => {
    const { bundle } = await loadFlowFolder(folder);
    expect(bundle).not.toBeNull();
    const rebuilt = compileFlows({ ...bundle?.files });
    expect(rebuilt.bundle?.version).toBe(bundle?.version);
    expect(rebuilt.bundle?.files).toEqual(bundle?.files);
  });

  it("has a version that tests do not change", async () => {
    const { bundle } = await loadFlowFolder(folder);
    await put({ "tests/one.yaml": "name: One\nturns:\n  - they: hi\n" });
    expect((await loadFlowFolder(folder)).bundle?.version).toBe(bundle?.version);
  });

  it("says when the folder cannot be read", async () => {
    await expect(loadFlowFolder(join(folder, "nowhere"))).rejects.toMatchObject({ code: "flow-invalid" });
  });
});
