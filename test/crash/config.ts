import { join } from "node:path";
import { type Config, loadConfig, packageFolder } from "../../src/config.ts";

/** The program's settings for a crash run: the sample business, the desk for colleagues, no HTTP. */
export function configOf(databaseUrl: string, folder: string): Config {
  const settings = {
    DATABASE_URL: databaseUrl,
    LEADLINE_DATA: folder,
    LEADLINE_FLOWS: join(packageFolder(), "flows"),
    LEADLINE_WEB_CHAT: "off",
    LEADLINE_PLAYGROUND: "on",
  };
  return { ...loadConfig(settings, folder), listen: false };
}
