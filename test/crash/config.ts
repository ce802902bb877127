import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Config, loadConfig, packageFolder } from "../../src/config.ts";

/** The program's settings for a crash run: the sample business, the desk for colleagues, no HTTP. */
export function configOf(databaseUrl: string, folder: string): Config {
  const settings = {
    DATABASE_URL: databaseUrl,
    LEADLINE_DATA: folder,
    LEADLINE_FLOWS: flowsIn(folder),
    LEADLINE_WEB_CHAT: "off",
    LEADLINE_PLAYGROUND: "on",
  };
  return { ...loadConfig(settings, folder), listen: false };
}

/** Put a copy of the sample business into `folder`: a run must not see what is edited meanwhile. */
export async function copyFlows(folder: string): Promise<void> {
  await cp(join(packageFolder(), "flows"), flowsIn(folder), { recursive: true });
}

/** In a run that takes minutes: a sequence for whoever has answered the questions, and limits that let it go out. */
export async function writeToMany(folder: string): Promise<void> {
  await writeFile(join(flowsIn(folder), "nurture", "quick.yaml"), QUICK);
  const file = join(flowsIn(folder), "business.yaml");
  const business = await readFile(file, "utf8");
  await writeFile(file, `${business.slice(0, business.indexOf("outreach:"))}${OFTEN}`);
}

const QUICK = `id: quick
name: Quick
startOn: { stages: [qualified] }
steps:
  - { id: first, after: 1m, text: First }
  - { id: second, after: 2m, variants: [{ text: Second }, { text: Next }] }
  - { id: third, after: 3m, text: Third }
stopOn: [reply]
`;

const OFTEN = `outreach:
  perPerson: [{ most: 100, days: 1 }]
  perDay: { other: 100000 }
  quietHours: ["00:00", "00:00"]
`;

const flowsIn = (folder: string) => join(folder, "flows");
