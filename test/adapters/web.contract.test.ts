import { createHash } from "node:crypto";
import { createWebAdapter } from "../../adapters/web/index.ts";
import type { ChatEntry } from "../../adapters/web/render.ts";
import { describeChannel } from "../contract/channel.ts";
import { serveAdapter } from "../support/http.ts";

describeChannel("web", async (host) => {
  const adapter = createWebAdapter({ perSession: { burst: 1_000, perSecond: 1_000 } });
  await adapter.start(host);
  const server = await serveAdapter(adapter);
  const chatId = (chat: string) => createHash("sha256").update(chat).digest("base64url");
  return {
    adapter,
    chatId,
    async deliver({ id, chat, text }) {
      const response = await fetch(`${server.url}/chat/api/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ session: chatId(chat), id: toUuid(id), text }),
      });
      await response.text();
      return response.ok ? "taken" : "again";
    },
    async shown(chat, count) {
      const response = await fetch(`${server.url}/chat/api/messages`, {
        headers: { authorization: `Bearer ${chatId(chat)}` },
      });
      const { messages }: { messages: ChatEntry[] } = JSON.parse(await response.text());
      const out = messages.filter((entry) => entry.from !== "you");
      return out
        .slice(-count || out.length)
        .map((entry) => [entry.text, ...(entry.choices ?? []).map((c) => c.label)].join("\n"));
    },
    close: async () => {
      await adapter.stop();
      await server.close();
    },
  };
});

function toUuid(id: string): string {
  return `00000000-0000-4000-8000-${id.padStart(12, "0")}`;
}
