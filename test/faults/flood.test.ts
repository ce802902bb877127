import { expect, it } from "vitest";
import { until } from "../crash/until.ts";
import { aVisitor, startProgram } from "./program.ts";
import { temporaryFolder } from "./support.ts";

/** A flood by one sender. */

it("refuses a flood by one sender with 429, answers the others meanwhile, and loses nothing that it took", async () => {
  const program = await startProgram({ cwd: temporaryFolder(), environment: { LEADLINE_TRUST_PROXY: "on" } });
  const flooder = aVisitor(program.url, "198.51.100.1");
  await flooder.open();
  let flooding = true;
  const flood = (async () => {
    const statuses: number[] = [];
    while (statuses.length < 1_000 || flooding) {
      const burst = Array.from({ length: 25 }, (_, i) => flooder.says(`flood ${statuses.length + i}`));
      statuses.push(...(await Promise.all(burst)));
    }
    return statuses;
  })();

  // Whoever comes while it lasts is served at once, through a whole beginning of a conversation.
  const others = Array.from({ length: 10 }, (_, i) => aVisitor(program.url, `203.0.113.${i}`));
  await Promise.all(
    others.map(async (visitor) => {
      let heard = 0;
      for (const text of ["Hola", "un cargador para mi auto", "casa"]) {
        expect(await visitor.says(text)).toBe(200);
        heard += 1;
        await visitor.hears(heard);
      }
    }),
  );
  flooding = false;
  const statuses = await flood;
  expect([...new Set(statuses)].sort()).toEqual([200, 429]);
  const taken = statuses.filter((status) => status === 200).length;
  expect(taken).toBeLessThan(statuses.length / 4);

  // The flooder's own address may have to wait before it may read.
  const reader = aVisitor(program.url, "198.51.100.2");
  reader.resume(await flooder.open());
  // What was taken is durable, but the last of it may still wait for its turn.
  const written = async () => (await reader.reads()).filter((entry) => entry.from === "you");
  await until(async () => (await written()).length >= taken, 100);
  const kept = await written();
  expect(kept).toHaveLength(taken);
  expect(new Set(kept.map((entry) => entry.clientId)).size).toBe(taken);
  expect(await program.stop()).toBe(0);
});
