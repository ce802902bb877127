import { expect, it } from "vitest";
import { readData } from "../crash/data.ts";
import { aFolder, campaignSends } from "./folder.ts";
import { runMonth } from "./month.ts";
import { differences } from "./same.ts";
import { verify } from "./verify.ts";

it("goes on as if nothing had happened, wherever it is killed in a month", {
  timeout: 1_800_000,
}, async () => {
  const options = { seed: 11, prospects: 40, kills: 4 };
  const killed = await runMonth({ ...options, folder: await aFolder() });
  const data = await readData(killed.databaseUrl);
  expect(killed.figures.kills).toBeGreaterThan(2);
  expect(verify(killed, data)).toEqual([]);
  const whole = await runMonth({ ...options, folder: await aFolder(), spared: true });
  expect(whole.figures.kills).toBe(0);
  expect(campaignSends(data)).toBeGreaterThan(3);
  expect(differences(data, await readData(whole.databaseUrl))).toEqual([]);
});
