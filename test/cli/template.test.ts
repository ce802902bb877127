import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { loadFlowFolder } from "../../src/flow/index.ts";
import { emptyChanges } from "../../src/leads/changes.ts";
import type { TemplateVersion } from "../../src/leads/types/template-version.ts";
import { createLog } from "../../src/log.ts";
import { openStore } from "../../src/store/index.ts";
import { DATABASES } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { leadline } from "../support/cli.ts";
import { freshPostgresUrl } from "../support/database.ts";

const log = createLog({ level: "silent" });
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-template-"));
  cpSync("flows", join(cwd, "flows"), { recursive: true });
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const VERSIONS: TemplateVersion[] = [
  {
    id: "v1",
    templateId: "check-in",
    version: 1,
    kind: "edit",
    origin: null,
    before: null,
    after: {
      label: null,
      texts: {
        pt: { text: "Oi, {first_name}! Tudo bem? 👋\nAbraço", file: "an older text" },
        "email/en": { text: 'Dear {name|customer}: "hello"', file: null },
      },
    },
    repId: "maria",
    at: "2026-03-10T12:00:00.000Z",
  },
  {
    id: "v2",
    templateId: "birthday",
    version: 1,
    kind: "new",
    origin: null,
    before: null,
    after: {
      label: "Birthday",
      texts: {
        en: { text: "Happy birthday!", file: null },
        pt: { text: "Parabéns!", file: null },
        es: { text: "¡Feliz cumpleaños!", file: null },
      },
    },
    repId: "maria",
    at: "2026-03-10T12:00:00.000Z",
  },
];

describe.each(DATABASES)("leadline template, on %s", (database) => {
  it("shows what chat says otherwise, and writes the file with it, after which nothing differs", async () => {
    const databaseUrl = database === "sqlite" ? `file:${join(cwd, "leads.db")}` : await freshPostgresUrl();
    const environment = { DATABASE_URL: databaseUrl };
    const run = (...args: string[]) => leadline(["template", ...args], { cwd, environment });
    expect((await run("diff")).stdout).toMatch(/Chat says nothing/);

    // The program may run meanwhile.
    const store = await openStore({ databaseUrl, log, clock: systemClock });
    try {
      expect((await run("diff")).stdout).toMatch(/Chat says nothing/);
      const batch = await store.turns.begin();
      const changes = {
        ...emptyChanges(),
        reps: [aRep({ name: "Maria", role: "manager" as const })],
        templateVersions: VERSIONS,
      };
      await batch.commit({ seqs: [], doneAt: "2026-03-10T12:00:00.000Z", changes });

      const { stdout } = await run("diff");
      expect(stdout).toMatch(/birthday en, by Maria \(in no file\)\n\+ Happy birthday!/);
      expect(stdout).toMatch(
        /check-in pt, by Maria \(the file has changed since\)\n- Oi, .*\n\+ Oi, .*👋\n\+ Abraço/,
      );
      const doctor = await leadline(["doctor"], { cwd, environment });
      expect(doctor.stdout).toMatch(/check-in \(pt\) is sent as Maria changed it in chat/);

      const check = await leadline(["flow", "check"], { cwd, environment });
      expect(check).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/check-in \(pt\) is sent as Maria/),
      });
      expect((await leadline(["flow", "check", "flows"], { cwd, environment })).stdout).not.toMatch(
        /in chat/,
      );

      const before = readFileSync(join(cwd, "flows/templates.yaml"), "utf8");
      expect((await run("export")).stdout).toContain("Parabéns!");
      expect((await run("export", "--to", "flows/templates.yaml")).code).toBe(0);
      const after = readFileSync(join(cwd, "flows/templates.yaml"), "utf8");
      for (const comment of before.match(/^# .*$/gm) ?? []) expect(after).toContain(comment);
      expect((await run("diff")).stdout).toMatch(/Chat says nothing/);
      const { bundle } = await loadFlowFolder(join(cwd, "flows"));
      const texts = bundle?.templates.get("check-in")?.texts;
      expect(texts?.pt).toBe("Oi, {first_name}! Tudo bem? 👋\nAbraço");
      expect(texts?.["email/en"]).toBe('Dear {name|customer}: "hello"');
      expect(texts?.["email/es"]).toBe(texts?.es);
      expect(bundle?.templates.get("introduction")?.texts["email/pt"]).toMatch(/^Olá/);
      expect(bundle?.templates.get("birthday")?.texts.es).toBe("¡Feliz cumpleaños!");
      expect((await leadline(["doctor"], { cwd, environment })).stdout).not.toMatch(/changed it in chat/);
    } finally {
      await store.close();
    }
  });
});
