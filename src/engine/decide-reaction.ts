import type { InboundCommand, InboundReaction } from "../channel/inbound.ts";
import { replyCommand } from "../commands/each/reply.ts";
import { isInternal, type ResolveContext, resolveCommand } from "../commands/index.ts";
import { phrase } from "../commands/present/phrase.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { PageReads } from "../store/port/page-reads.ts";
import { actorOf } from "./decide-command.ts";
import type { PreparedCommand } from "./prepared.ts";

/**
 * What a sign on a message in a lead's thread means: the one that sends, put by its author on internal talk, sends
 * that talk as `reply` would, once. Everything else about that sign is told to who put it; other signs mean nothing.
 */
export async function prepareReaction(
  event: InboundReaction,
  channel: string,
  reads: Pick<PageReads, "said" | "answersOf">,
  known: Pick<ResolveContext, "directory" | "bundle" | "at"> & { sendReaction: string | null },
): Promise<PreparedCommand> {
  if (known.sendReaction === null || event.name !== known.sendReaction) return { kind: "nothing" };
  const actor = actorOf(event, known.directory);
  if (actor === null) return { kind: "nothing" };
  const tell = (text: typeof notYours): PreparedCommand => ({
    kind: "problem",
    reply: { text: text({})[actor.language] },
  });
  const said = await reads.said(channel, event.messageExternalId);
  if (said === null || said.payload.type !== "command" || said.payload.leadId !== event.leadId)
    return tell(notYours);
  const { payload } = said;
  if (!isBy(actor, payload, known.directory)) return tell(notYours);
  if ((await reads.answersOf(said.seq)).length > 0) return tell(already);
  const files = payload.attachments ?? [];
  // As it stands there now: what its author has corrected since is what is sent.
  const text = said.edited === null ? payload.text : said.edited.text;
  if (text === null) return tell(notYours);
  const parsed = resolveCommand(text, {
    ...known,
    actor,
    language: actor.language,
    leadInThread: event.leadId,
  });
  if (!actor.active) return { kind: "problem", reply: "reply" in parsed ? parsed.reply : {} };
  if (!isInternal(parsed)) return tell(notTalk);
  return {
    kind: "ready",
    parsed: {
      command: replyCommand,
      args: { lead: { kind: "thread", id: event.leadId }, text: text.trim() },
      target: { kind: "thread", id: event.leadId },
      withLead: (ref) => `reply ${ref} ${text}`,
    },
    loaded: { leadId: event.leadId, activityIds: [], data: null },
    origin: said.seq,
    files,
  };
}

/** The reaction as the command that it says. */
export function commandOf(event: InboundReaction, prepared: PreparedCommand): InboundCommand {
  const { externalId, chatId, at, actor, leadId } = event;
  const attachments = prepared.kind === "ready" ? (prepared.files ?? []) : [];
  return { type: "command", externalId, chatId, at, actor, leadId, text: "", attachments: [...attachments] };
}

/** Also by another account of the same colleague. */
function isBy(actor: Rep, said: InboundCommand, directory: Directory): boolean {
  return actorOf(said, directory)?.id === actor.id;
}

const notYours = phrase({
  en: "Nothing was sent: with this sign you can send only what you wrote in this thread yourself.",
  pt: "Nada foi enviado: com este sinal você só envia o que você mesmo escreveu nesta conversa.",
  es: "No se envió nada: con esta señal solo envías lo que tú escribiste en este hilo.",
});

const already = phrase({
  en: "Nothing was sent: this message has been sent once already. To say more, write another one.",
  pt: "Nada foi enviado: esta mensagem já foi enviada uma vez. Para dizer mais, escreva outra.",
  es: "No se envió nada: este mensaje ya se envió una vez. Para decir más, escribe otro.",
});

const notTalk = phrase({
  en: "Nothing was sent: that was said to me, not to the customer. To send it, write >> and the text.",
  pt: "Nada foi enviado: isso foi dito a mim, não ao cliente. Para enviar, escreva >> e o texto.",
  es: "No se envió nada: eso me lo dijiste a mí, no al cliente. Para enviarlo, escribe >> y el texto.",
});
