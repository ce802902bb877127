import { createDeskAdapter, repChat } from "../../adapters/desk/index.ts";
import type { DeskPost } from "../../adapters/desk/render.ts";
import { describeChannel } from "../contract/channel.ts";
import { openStream, serve } from "../support/http.ts";

describeChannel("desk", async (host) => {
  const adapter = createDeskAdapter();
  await adapter.start(host);
  const server = await serve([], { playground: adapter.routes?.() ?? [] });
  const page = await openStream(`${server.url}/desk/stream`);
  await page.nextOf("connected");
  return {
    adapter,
    chatId: repChat,
    async deliver({ id, chat, text }) {
      const response = await fetch(`${server.url}/desk/commands`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ id: `00000000-0000-4000-8000-${id.padStart(12, "0")}`, actor: chat, text }),
      });
      await response.text();
      return response.ok ? "taken" : "again";
    },
    async shown(chat, count) {
      if (count === 0) await (await fetch(`${server.url}/healthz`)).text();
      const seen: string[] = [];
      while (seen.length < count) {
        const post: DeskPost = JSON.parse((await page.nextOf("post")).data);
        if (post.chatId === repChat(chat))
          seen.push([post.message.text, ...(post.message.choices ?? []).map((c) => c.label)].join("\n"));
      }
      return seen;
    },
    close: async () => {
      page.close();
      await adapter.stop();
      await server.close();
    },
  };
});
