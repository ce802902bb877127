import { describeChannel } from "../../contract/channel.ts";
import type { FakeHost } from "../../support/fake-host.ts";
import { envelope, eventually, isReady, startLinked } from "../../support/whatsapp-web/linked.ts";

/** How the vendor says what the suite asks for. */
const FAULTS = {
  busy: { says: "rate-overlimit" },
  refused: { says: "wid error: invalid wid" },
  gone: { says: "No LID for user" },
  lost: "reload-after",
} as const;

describeChannel("whatsapp over a linked phone", async (host) => {
  const people = new Map<string, string>();
  let refused = 0;
  const watched: FakeHost = {
    ...host,
    async accept(event) {
      try {
        return await host.accept(event);
      } catch (error) {
        refused += 1;
        throw error;
      }
    },
  };
  // Nobody is written to who has not written first.
  for (const name of ["ana", "probe"]) {
    const wid = widOf(name);
    await host.memory.set(`whatsapp-chat:${chatIdOf(name)}`, { wid, wrote: true, own: [], pending: [] });
  }
  const { adapter, fake, close } = await startLinked({ host: watched });
  host.accepted.length = 0;
  let shownSoFar = 0;
  let probes = 0;

  function widOf(name: string): string {
    const phone = people.get(name) ?? `1555000${1_000 + people.size}`;
    people.set(name, phone);
    return `${phone}@c.us`;
  }

  function chatIdOf(name: string): string {
    return widOf(name).replace("@c.us", "");
  }

  return {
    adapter,
    chatId: chatIdOf,
    async deliver({ id, chat, text }) {
      const from = widOf(chat);
      const arrival = { from, id: `3EB0CONTRACT${id}`, body: text };
      if (fake.pages() === 0) {
        fake.arrive({ ...arrival, deliver: false });
        return "again";
      }
      const before = fake.seen.length;
      const refusedBefore = refused;
      fake.arrive(arrival);
      return eventually(() => {
        // WhatsApp is told by reading the chat.
        if (fake.seen.slice(before).some((entry) => entry.kind === "sendSeen" && entry.chat === from))
          return "taken";
        if (refused > refusedBefore) return "again";
        throw new Error("WhatsApp was not told");
      });
    },
    async shown(chat, count) {
      if (count === 0) {
        // Goes to the browser and back.
        probes += 1;
        await adapter.send(envelope(`probe-${probes}`, chatIdOf("probe"), { text: "probe" }));
      }
      const sent = await eventually(() => {
        const all = fake.sentTo(widOf(chat)).slice(shownSoFar);
        if (all.length < count) throw new Error(`${all.length} of ${count} were sent`);
        return all.slice(0, count);
      });
      shownSoFar += count;
      return sent.map(({ body, caption }) => caption ?? body);
    },
    async failNext(how) {
      await isReady(adapter);
      fake.failNextSend(FAULTS[how]);
    },
    close,
  };
});
