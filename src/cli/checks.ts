import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import type { Clock } from "../clock.ts";
import { type Config, type Environment, readSettings } from "../config.ts";
import { explainError, LeadlineError } from "../errors.ts";
import { SETTINGS } from "../settings.ts";
import { connectControl } from "./control.ts";
import { noManagerOf, noTeamOf } from "./people-words.ts";

/** What one look found. `warning`: it works, but something should be done. */
export interface Check {
  name: string;
  state: "ok" | "warning" | "fault";
  detail: string;
  /** What to do; null when nothing. */
  fix: string | null;
}

const ok = (name: string, detail: string): Check => ({ name, state: "ok", detail, fix: null });
const warning = (name: string, detail: string, fix: string): Check => ({
  name,
  state: "warning",
  detail,
  fix,
});
const fault = (name: string, detail: string, fix: string): Check => ({ name, state: "fault", detail, fix });

/** The first Node version with everything that Leadline uses. */
const OLDEST_NODE = [20, 19] as const;

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const enough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return enough
    ? ok("Node", `version ${version}`)
    : fault("Node", `version ${version} is too old`, `Install Node ${OLDEST_NODE.join(".")} or newer.`);
}

/** One check for each wrong setting, or one that lists what is set. */
export function checkSettings(environment: Environment, config: Config | null, problem: unknown): Check[] {
  const { faults } = readSettings(environment);
  if (faults.length > 0) {
    return faults.map((text) => fault("Settings", text, "Change it in the environment or in the .env file."));
  }
  if (config === null) {
    return [fault("Settings", explainError(problem), "Change them in the environment or in the .env file.")];
  }
  const set = Object.values(SETTINGS)
    .map((setting) => setting.name)
    .filter((name) => environment[name]?.trim());
  const checks = [
    ok("Settings", set.length === 0 ? "all at their defaults" : `valid; set: ${set.join(", ")}`),
  ];
  for (const text of config.warnings) {
    checks.push(warning("Settings", text, "Correct the name, or remove it."));
  }
  return checks;
}

export function checkClock(clock: Clock): Check {
  const now = clock.now();
  // A machine without a battery wakes in 1970, and every due time would be wrong.
  if (now.getUTCFullYear() < 2025) {
    return fault("Clock", `it says ${now.toISOString()}`, "Set the clock, and keep it right with NTP.");
  }
  try {
    const parts = new Intl.DateTimeFormat("pt-BR", { timeZone: "America/Sao_Paulo", month: "long" });
    if (!/^\p{Ll}+$/u.test(parts.format(now)) || parts.resolvedOptions().locale !== "pt-BR")
      throw new Error("en only");
  } catch {
    return fault(
      "Clock",
      "Node has no languages or time zones",
      "Use a Node build with full ICU, as nodejs.org's are.",
    );
  }
  return ok("Clock", `${now.toISOString()}, with time zones and languages`);
}

const SCARCE_BYTES = 200_000_000;

export function checkDataFolder(folder: string): Check[] {
  const name = "Data folder";
  const place = existsSync(folder) ? folder : existingParent(folder);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return [
      fault(
        name,
        `${place} cannot be written`,
        `Give it to the user that runs Leadline: chown -R "$USER" ${place}`,
      ),
    ];
  }
  const checks: Check[] = [];
  if (place !== folder) checks.push(ok(name, `${folder} will be made at the first start`));
  else if ((statSync(folder).mode & 0o077) !== 0) {
    checks.push(warning(name, `others on this machine can look into ${folder}`, `chmod 700 ${folder}`));
  } else checks.push(ok(name, folder));
  const disk = statfsSync(place);
  const free = disk.bavail * disk.bsize;
  const text = `${(free / 1e9).toFixed(1)} GB free`;
  checks.push(
    free < SCARCE_BYTES
      ? warning("Disk", text, "Make room: a full disk stops new messages.")
      : ok("Disk", text),
  );
  return checks;
}

function existingParent(folder: string): string {
  let parent = dirname(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  return parent;
}

export async function checkDatabase(config: Config): Promise<Check[]> {
  const { inspectDatabase, sqliteFile } = await import("../store/maintenance.ts");
  const file = sqliteFile(config.databaseUrl);
  try {
    const facts = await inspectDatabase(config.databaseUrl);
    if (!facts.exists) return [ok("Database", `${file} will be made at the first start`)];
    const product = facts.dialect === "sqlite" ? "SQLite" : "PostgreSQL";
    const running = file !== null && (await connectControl(file)) !== null;
    const checks = [
      ok("Database", `${product} ${facts.version}${running ? ", in use by a running Leadline" : ""}`),
    ];
    const { applied, pending, problem } = facts.migrations;
    if (problem !== null) checks.push(fault("Migrations", problem.message, problem.fix));
    else
      checks.push(
        ok(
          "Migrations",
          `${applied.length} applied${pending.length > 0 ? `, ${pending.length} to come at the next start` : ""}`,
        ),
      );
    for (const rep of facts.people.managers) {
      const { detail, fix } = noTeamOf(rep);
      checks.push(warning("People", detail, fix));
    }
    for (const team of facts.people.teams) {
      const { detail, fix } = noManagerOf(team);
      checks.push(warning("People", detail, fix));
    }
    for (const risk of facts.risks)
      checks.push(fault("Durability", risk, "Messages that were accepted must survive a power cut."));
    if (facts.risks.length === 0) checks.push(ok("Durability", "what is accepted is on the disk"));
    for (const line of facts.damage)
      checks.push(
        fault("Integrity", line, "Stop Leadline and restore the last backup: leadline restore <file>"),
      );
    if (facts.damage.length === 0) {
      checks.push(
        ok(
          "Integrity",
          facts.dialect === "sqlite" ? "every page and reference is sound" : "left to PostgreSQL",
        ),
      );
    }
    return checks;
  } catch (error) {
    const known = error instanceof LeadlineError;
    const fix = known ? error.fix : "Check DATABASE_URL; if the file is damaged, restore the last backup.";
    return [fault("Database", error instanceof Error ? error.message : String(error), fix)];
  }
}

/** What each connected channel finds at its vendor. */
export async function checkChannels(config: Config): Promise<Check[]> {
  const { diagnoseChannels } = await import("../app/channels.ts");
  const { loadFlowFolder } = await import("../flow/index.ts");
  const { countedOn } = await import("../flow/approved.ts");
  const bundle = existsSync(config.flowsFolder) ? (await loadFlowFolder(config.flowsFolder)).bundle : null;
  const channels = await diagnoseChannels(config, countedOn(bundle?.templates.values() ?? []));
  return channels.flatMap(({ channel, findings }) =>
    findings.map(({ name, ok: isOk, detail, fix }) => {
      const title = `${CHANNEL_NAMES[channel] ?? channel}: ${name}`;
      if (isOk) return fix === undefined ? ok(title, detail) : warning(title, detail, fix);
      return fault(title, detail, fix ?? `See docs/${channel}.md.`);
    }),
  );
}

const CHANNEL_NAMES: Record<string, string> = {
  whatsapp: "WhatsApp",
  telegram: "Telegram",
  slack: "Slack",
};

export async function checkPort(config: Config): Promise<Check> {
  const place = `${config.host}:${config.port}`;
  const code = await listenOnce(config.host, config.port);
  if (code === null) return ok("Port", `${place} is free`);
  if (code === "EADDRINUSE") {
    return (await answersAsLeadline(config))
      ? ok("Port", `Leadline is running on ${place}`)
      : fault(
          "Port",
          `${place} is taken by another program`,
          "Stop that program, or choose another: LEADLINE_PORT=8081",
        );
  }
  return fault(
    "Port",
    `cannot listen on ${place}: ${code}`,
    "Check LEADLINE_HOST and LEADLINE_PORT; ports below 1024 need rights.",
  );
}

/** The error code of listening there for a moment; null when it works. */
function listenOnce(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

async function answersAsLeadline(config: Config): Promise<boolean> {
  const host = config.host === "0.0.0.0" || config.host === "::" ? "127.0.0.1" : config.host;
  const name = host.includes(":") ? `[${host}]` : host;
  try {
    const response = await fetch(`http://${name}:${config.port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    });
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null && "ready" in body;
  } catch {
    return false;
  }
}

/** Texts of templates.yaml that are not sent, because somebody changed them in chat. */
export async function checkChatTemplates(config: Config): Promise<Check[]> {
  const { loadFlowFolder } = await import("../flow/index.ts");
  const { shadowedTexts } = await import("../flow/with-edits.ts");
  const { readChatTemplates } = await import("../store/chat-templates.ts");
  try {
    const bundle = existsSync(config.flowsFolder) ? (await loadFlowFolder(config.flowsFolder)).bundle : null;
    if (bundle === null) return [];
    const versions = await readChatTemplates(config.databaseUrl);
    return shadowedTexts(bundle, versions).flatMap(({ templateId, slot, file, isNewer }) => {
      if (file === null) return [];
      const by = versions.find((each) => each.templateId === templateId)?.by ?? "?";
      const detail = `${templateId} (${slot}) is sent as ${by} changed it in chat, not as templates.yaml says${isNewer ? ", which has changed since" : ""}`;
      const fix = "Take it over with `leadline template export`, or say `template reset` in chat.";
      return [warning("Templates", detail, fix)];
    });
  } catch {
    // What is wrong with the database is told by its own check.
    return [];
  }
}

export async function checkFlows(folder: string): Promise<Check[]> {
  const name = "Flows";
  const { loadFlowFolder } = await import("../flow/index.ts");
  if (!existsSync(folder)) {
    return [
      fault(
        name,
        `${folder} does not exist`,
        "Check LEADLINE_FLOWS, or leave it out to use the sample business.",
      ),
    ];
  }
  const { bundle, problems } = await loadFlowFolder(folder);
  const checks = problems.map((problem) => {
    const detail = `${problem.file}:${problem.line}:${problem.column} ${problem.message}`;
    return problem.severity === "error"
      ? fault(name, detail, problem.fix)
      : warning(name, detail, problem.fix);
  });
  if (bundle !== null) checks.unshift(ok(name, `${folder}, version ${bundle.version.slice(0, 12)}`));
  return checks;
}
