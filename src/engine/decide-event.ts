import type { InboundEvent } from "../channel/inbound.ts";
import { DAILY_LIST } from "../leads/daily-list.ts";
import { DIGEST } from "../leads/digest.ts";
import { SEQUENCE_DUE } from "../leads/enrolment.ts";
import type { Turn } from "../leads/turn.ts";
import { decideDailyList } from "./daily-list.ts";
import { type CommandRows, decideCommand } from "./decide-command.ts";
import { decideReceipt, decideUndelivered } from "./decide-delivery.ts";
import { decideEcho, decideEdit } from "./decide-echo.ts";
import { decideLearning, isOfLearning } from "./decide-learning.ts";
import { decideMessage } from "./decide-message.ts";
import { commandOf } from "./decide-reaction.ts";
import { decideColleagueEdit } from "./decide-revision.ts";
import { decideTimer } from "./decide-timer.ts";
import { decideDigest } from "./digests.ts";
import { peopleOf, peopleOfCommand } from "./event-people.ts";
import { decideHome, HOME } from "./home.ts";
import { stopUnasked } from "./outreach.ts";
import type { PreparedCommand } from "./prepared.ts";
import { rowsOf } from "./row-keys.ts";
import type { MessageSnapshot, Snapshot } from "./snapshot.ts";
import type { WorkingSet } from "./working-set.ts";

/** Decide one event, on what was loaded for it. Pure. */
export function decideEvent(
  turn: Turn,
  snapshot: Snapshot,
  set: WorkingSet,
  event: InboundEvent,
  prepared: PreparedCommand | undefined,
  named: CommandRows,
): void {
  switch (event.type) {
    case "message": {
      // Field by field: a spread that adds fields costs a microsecond.
      const withPeople: MessageSnapshot = {
        directory: snapshot.directory,
        surfaces: snapshot.surfaces,
        bundle: snapshot.bundle,
        bundleOf: snapshot.bundleOf,
        counter: snapshot.counter,
        lastLeadNumber: snapshot.lastLeadNumber,
        people: peopleOf(turn.channel, event, set, snapshot.bundle),
        areParted: (id, other) => set.areParted(id, other),
      };
      decideMessage(turn, withPeople, event);
      return;
    }
    case "command": {
      const ready = prepared ?? { kind: "stranger" };
      decideCommand(turn, snapshot, event, ready, peopleOfCommand(ready, set), rowsOf(ready, named));
      return;
    }
    case "timer": {
      if (event.timer.kind === HOME) {
        decideHome(turn, snapshot, event, prepared ?? { kind: "nothing" });
        return;
      }
      if (event.timer.kind === DAILY_LIST) {
        decideDailyList(turn, snapshot, event, prepared ?? { kind: "nothing" });
        return;
      }
      if (isOfLearning(event)) {
        decideLearning(turn, snapshot, set, event);
        return;
      }
      const { conversationId, leadId } = event.timer;
      // An enrolment is its lead's, whoever has the chat by now.
      const byLead = event.timer.kind === SEQUENCE_DUE && leadId !== null;
      const person = byLead
        ? set.personByLead(leadId)
        : conversationId !== null
          ? set.personByConversation(conversationId)
          : leadId !== null
            ? set.personByLead(leadId)
            : null;
      const followUp = named.followUps.find((each) => each.id === event.timer.payload.followUpId) ?? null;
      const digest = named.digests.find((each) => each.id === event.timer.payload.digestId) ?? null;
      if (event.timer.kind === DIGEST)
        decideDigest(turn, snapshot, event, digest, prepared ?? { kind: "nothing" });
      else decideTimer(turn, snapshot, person, event, { followUp, digest });
      return;
    }
    case "echo":
      decideEcho(turn, snapshot, set.personByConversation(`${turn.channel}:${event.chatId}`), event);
      return;
    case "edit":
      if (event.actor !== undefined) {
        const person = event.leadId === undefined ? null : set.personByLead(event.leadId);
        decideColleagueEdit(turn, snapshot, person, event, prepared ?? { kind: "nothing" });
        return;
      }
      decideEdit(turn, set.personByConversation(`${turn.channel}:${event.chatId}`), event);
      return;
    case "undelivered":
      decideUndelivered(turn, snapshot, event.leadId === null ? null : set.personByLead(event.leadId), event);
      return;
    case "notice": {
      const { text, image, replaceKey, stopsUnasked } = event;
      const stops = stopsUnasked !== undefined && stopUnasked(turn, snapshot, stopsUnasked);
      if (event.again === true && !stops) return;
      turn.notify({
        to: { managers: true },
        leadId: null,
        message: (language) => ({
          text: text[language],
          ...(image ? { image: { ...image, caption: text[language] } } : {}),
          ...(replaceKey === undefined ? {} : { replaceKey }),
        }),
      });
      return;
    }
    case "reaction": {
      const ready = prepared ?? { kind: "nothing" };
      const people = peopleOfCommand(ready, set);
      decideCommand(turn, snapshot, commandOf(event, ready), ready, people, rowsOf(ready, named));
      return;
    }
    case "receipt":
      decideReceipt(turn, event);
  }
}
