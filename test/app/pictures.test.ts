import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { LeadlineError } from "../../src/errors.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { createFakeChannel } from "../support/fake-channel.ts";

let app: TestApp;
afterEach(() => app?.close());

const REPS = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno" }),
  aRep({ name: "Carla" }),
  aRep({ name: "David" }),
  aRep({ name: "Olga", role: "admin" }),
  aRep({ name: "Otávio", id: "otavio", role: "admin", language: "pt" }),
];

describe.each(DATABASES)("pictures in answers (%s)", (database) => {
  it("go out with the numbers in words, drawn in the thread", async () => {
    app = await startApp({ database, reps: REPS });
    await finishes(app, "c-1", "en");
    expect(await app.does("olga", "funnel today")).toContain("New leads: 1");
    const { image, chart } = (await app.posts("rep:olga")).at(-1)!.payload;
    const png = await readFile(join(dirname(app.flowsFolder), image!.path));
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(image!.alt).toBe(chart!.alt);
    expect(image!.alt).not.toBe("");
  });

  it("and files are shown on the desk to who asked, and to nobody else", async () => {
    app = await startApp({ database, reps: REPS, listen: true });
    await finishes(app, "c-1", "en");
    await app.does("olga", "funnel today");
    await app.does("olga", "export leads");
    const posts = z
      .object({
        posts: z.array(
          z.object({
            image: z.object({ path: z.string(), alt: z.string() }).nullable(),
            file: z.object({ path: z.string(), name: z.string() }).nullable(),
          }),
        ),
      })
      .parse(await (await fetch(`${app.url}/playground/api/posts?rep=olga`)).json()).posts;
    const image = posts.find((post) => post.image !== null)?.image;
    const file = posts.find((post) => post.file !== null)?.file;
    expect(image?.alt).not.toBe("");
    const picture = await fetch(`${app.url}${image?.path}&rep=olga`);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await picture.arrayBuffer()).toString("latin1", 1, 4)).toBe("PNG");
    const table = await fetch(`${app.url}${file?.path}&rep=olga`);
    expect(table.headers.get("content-disposition")).toContain("attachment");
    expect(await table.text()).toContain("L-1");
    for (const path of [image?.path, file?.path]) {
      expect((await fetch(`${app.url}${path}&rep=ana`)).status).toBe(404);
    }
    expect((await fetch(`${app.url}/playground/api/content?post=none&rep=olga`)).status).toBe(404);
  });

  it("are left out, and the answer says so, when they cannot be drawn", async () => {
    const draw = async () => {
      throw new LeadlineError("picture-failed", "A chart (funnel) could not be drawn: it took too long.", {
        fix: "Nothing is lost.",
        retryable: true,
      });
    };
    const telegram = createFakeChannel("telegram");
    app = await startApp({ database, reps: REPS, draw, channels: [createFakeChannel(), telegram] });
    await app.store.people.save({
      identities: [
        { id: "telegram-olga", repId: "olga", kind: "telegram", value: "1" },
        { id: "telegram-otavio", repId: "otavio", kind: "telegram", value: "2" },
      ],
    });
    await finishes(app, "c-1", "en");
    const answer = (await app.says("1", "funnel today", { channel: "telegram" })).join("\n");
    expect(answer).toContain("New leads: 1");
    expect(answer).toContain("The picture could not be drawn this time.");
    expect(telegram.sent.filter(({ message }) => message.image !== undefined)).toEqual([]);
    const inPortuguese = (await app.says("2", "funil hoje", { channel: "telegram" })).join("\n");
    expect(inPortuguese).toContain("não foi possível desenhar o gráfico");
  });
});
