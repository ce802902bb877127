import { describeChannel } from "../../contract/channel.ts";
import { connect, shownText } from "../../support/whatsapp-cloud/connect.ts";
import type { Fault } from "../../support/whatsapp-cloud/fake-graph.ts";
import { message, phoneOf, status } from "../../support/whatsapp-cloud/posts.ts";

const FAULTS: Record<"busy" | "refused" | "gone", Fault> = {
  busy: { kind: "error", status: 429, code: 130429, retryAfter: 2 },
  refused: { kind: "error", status: 400, code: 131009 },
  gone: { kind: "error", status: 400, code: 131026 },
};

describeChannel("whatsapp (Cloud API)", async (host) => {
  const channel = await connect({ host });
  let shown = 0;
  // As Meta does: whatever happens to its answer, it tells of the message by webhook.
  channel.graph.onTaken(({ id, recipient, body }) => {
    const label = String(body.biz_opaque_callback_data);
    void channel
      .deliver({ statuses: [status(id, recipient, "sent", { biz_opaque_callback_data: label })] })
      .catch(() => {});
  });
  return {
    adapter: channel.adapter,
    chatId: phoneOf,
    async deliver({ id, chat, text }) {
      const code = await channel.deliver({ messages: [message(`wamid.${id}`, phoneOf(chat), text)] });
      return code === 200 ? "taken" : "again";
    },
    async shown(chat, count) {
      if (count === 0) await (await fetch(`${channel.server.url}/healthz`)).text();
      const theirs = channel.graph.taken.filter(({ recipient }) => recipient === phoneOf(chat));
      const texts = theirs.slice(shown, shown + count).map(({ body }) => shownText(body));
      shown += texts.length;
      return texts;
    },
    failNext: (how) => channel.graph.fail("message", how === "lost" ? { kind: "lost" } : FAULTS[how]),
    close: channel.close,
  };
});
