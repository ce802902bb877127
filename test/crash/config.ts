import { cp } from "node:fs/promises";
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

const flowsIn = (folder: string) => join(folder, "flows");
