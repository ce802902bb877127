import { describeChannel } from "../../contract/channel.ts";
import { connectSlack, type Way } from "../../support/slack/connected.ts";
import { messageBody } from "../../support/slack/people.ts";

/** A person in a direct chat with the bot, over either way in. */
function describeWay(way: Way): void {
  describeChannel(`slack (${way})`, async (host) => {
    const connected = await connectSlack(host, way);
    const { slack } = connected;
    const chatId = (chat: string) => `D0${chat.toUpperCase()}`;
    const faults = {
      busy: { kind: "limited", seconds: 2 },
      refused: { kind: "error", error: "restricted_action" },
      gone: { kind: "error", error: "channel_not_found" },
      lost: { kind: "lost" },
    } as const;
    return {
      adapter: connected.adapter,
      async deliver({ id, chat, text }) {
        // A redelivery is the same message.
        const ts = `1700000000.${id.padStart(6, "0")}`;
        const { taken } = await connected.deliver(messageBody({ channel: chatId(chat), ts, text }));
        return taken ? "taken" : "again";
      },
      chatId,
      async shown(chat, count) {
        if (count === 0) await fetch(slack.apiUrl.replace("/api", "/nothing"));
        return count === 0 ? [] : slack.shown(chatId(chat)).slice(-count);
      },
      failNext: (how) => slack.failNext("chat.postMessage", faults[how]),
      close: connected.close,
    };
  });
}

describeWay("http");
describeWay("socket");
