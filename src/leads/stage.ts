import { fold, inLanguage, LANGUAGES, type Language } from "../language.ts";
import { changeLead, repNow, SYSTEM } from "./change.ts";
import type { Pipeline, Stage } from "./config.ts";
import { isMoney, type Money } from "./money.ts";
import { closeOffer, openOfferOf, withoutOffer } from "./offer.ts";
import { leadRef } from "./ref.ts";
import { isRefusal, type Refusal, refuse } from "./refusal.ts";
import { isFull, refuseFull } from "./reps.ts";
import type { Actor, Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer } from "./types/offer.ts";
import { listIn, say } from "./words.ts";

/** What a move brings along. */
export interface StageFacts {
  /** The id or label of one of the stage's reasons, or other words. */
  reason?: string;
  value?: Money;
}

/**
 * Move a lead to another stage.
 *
 * Refuses instead of throwing: a rep naming a wrong stage is everyday, not a fault. Won, lost and dormant
 * stages close the lead: its open offer is withdrawn and its owner has one open lead fewer; moving a closed
 * lead to an open stage reopens it, which its owner must have room for.
 */
export function moveStage(
  turn: Turn,
  lead: Lead,
  stageId: string,
  facts: StageFacts,
  pipeline: Pipeline,
  directory: Directory,
  offer: Offer | null = null,
): Lead | Refusal {
  return move(turn, lead, stageId, facts, { pipeline, directory, offer, actor: turn.actor });
}

/**
 * The pipeline's own move after an event: only forward, only while the lead is open, and only where the
 * business asked for one. Gives the lead as it is when there is nothing to do.
 */
export function automaticMove(
  turn: Turn,
  lead: Lead,
  event: "first-human-reply" | "qualified",
  pipeline: Pipeline,
  directory: Directory,
  offer: Offer | null = null,
): Lead {
  const to = automaticTarget(lead, event, pipeline);
  if (to === null || lead.stageKind !== "open") return lead;
  if (positionOf(pipeline, to) <= positionOf(pipeline, lead.stage)) return lead;
  return moveOrStay(turn, lead, to, { pipeline, directory, offer, actor: SYSTEM });
}

/** The pipeline's move for a lead that has been silent since `lastActiveAt`; the lead as it is when not due. */
export function inactivityMove(
  turn: Turn,
  lead: Lead,
  lastActiveAt: At,
  pipeline: Pipeline,
  directory: Directory,
  offer: Offer | null = null,
): Lead {
  const idleDays = (Date.parse(turn.at) - Date.parse(lastActiveAt)) / 86_400_000;
  const rule = pipeline.automatic.inactivity.find(
    (each) => each.from === lead.stage && idleDays >= each.afterDays,
  );
  return rule ? moveOrStay(turn, lead, rule.to, { pipeline, directory, offer, actor: SYSTEM }) : lead;
}

/** All qualifying questions are answered: sets qualifiedAt the first time and makes the automatic move. */
export function markQualified(
  turn: Turn,
  lead: Lead,
  pipeline: Pipeline,
  directory: Directory,
  offer: Offer | null = null,
): Lead {
  const marked =
    lead.qualifiedAt === null
      ? changeLead(
          turn,
          lead,
          { qualifiedAt: turn.at },
          { kind: "answered", actor: SYSTEM, note: "complete" },
        )
      : lead;
  return automaticMove(turn, marked, "qualified", pipeline, directory, offer);
}

/** A colleague answered: records `replied`, sets firstResponseAt the first time and makes the automatic move. */
export function recordReply(
  turn: Turn,
  lead: Lead,
  pipeline: Pipeline,
  directory: Directory,
  offer: Offer | null = null,
): Lead {
  const firstResponseAt = lead.firstResponseAt ?? turn.at;
  const replied = changeLead(turn, lead, { firstResponseAt }, { kind: "replied" });
  return automaticMove(turn, replied, "first-human-reply", pipeline, directory, offer);
}

/**
 * A colleague called the customer or met them: records it with what came of it. When the customer was `reached` it counts
 * as an answer: firstResponseAt is set the first time, and the pipeline's automatic move is made.
 */
export function recordTouch(
  turn: Turn,
  lead: Lead,
  touch: { kind: "called" | "met"; note: string; reached: boolean },
  pipeline: Pipeline,
  directory: Directory,
  offer: Offer | null = null,
): Lead {
  const change = touch.reached ? { firstResponseAt: lead.firstResponseAt ?? turn.at } : {};
  const logged = changeLead(turn, lead, change, { kind: touch.kind, note: touch.note });
  return touch.reached
    ? automaticMove(turn, logged, "first-human-reply", pipeline, directory, offer)
    : logged;
}

export function stageOf(pipeline: Pipeline, id: string): Stage | null {
  return pipeline.stages.find((stage) => stage.id === id) ?? null;
}

/** What a stage is called; its id when the pipeline no longer has it. */
export function stageLabel(pipeline: Pipeline, id: string, language: Language): string {
  const stage = stageOf(pipeline, id);
  return stage ? inLanguage(stage.label, language) : id;
}

/** Where new leads begin. */
export function initialStage(pipeline: Pipeline): Stage {
  const stage = pipeline.initial === undefined ? null : stageOf(pipeline, pipeline.initial);
  return stage ?? pipeline.stages[0]!;
}

interface MoveContext {
  pipeline: Pipeline;
  directory: Directory;
  offer: Offer | null;
  actor: Actor;
}

function move(
  turn: Turn,
  lead: Lead,
  stageId: string,
  facts: StageFacts,
  context: MoveContext,
): Lead | Refusal {
  const stage = stageOf(context.pipeline, stageId);
  if (stage === null) return refuseUnknown(stageId, context.pipeline);
  if (stage.id === lead.stage) return refuseSame(lead, stage);
  const reason = readReason(facts.reason, stage);
  if (isRefusal(reason)) return reason;
  if (facts.value !== undefined && !isMoney(facts.value)) return refuseMoney();
  if (stage.requires.includes("value") && facts.value === undefined && lead.value === null) {
    return refuseNoValue(lead, stage);
  }

  const isClosing = stage.kind !== "open";
  if (!isClosing && lead.closedAt !== null && lead.ownerId !== null) {
    const owner = repNow(turn, context.directory, lead.ownerId);
    if (owner !== null && isFull(owner)) return refuseFull(owner);
  }
  const withdrawn = isClosing && lead.offerId !== null;
  if (withdrawn) closeOffer(turn, openOfferOf(turn, lead, context.offer), "withdrawn");
  return changeLead(
    turn,
    lead,
    {
      stage: stage.id,
      stageKind: stage.kind,
      stageSince: turn.at,
      closedAt: closedAt(turn, lead, stage),
      reason,
      ...(facts.value === undefined ? {} : { value: facts.value.amount, currency: facts.value.currency }),
      ...(withdrawn ? withoutOffer : {}),
    },
    { kind: "stage-moved", actor: context.actor, directory: context.directory },
  );
}

function moveOrStay(turn: Turn, lead: Lead, stageId: string, context: MoveContext): Lead {
  const moved = move(turn, lead, stageId, {}, context);
  return isRefusal(moved) ? lead : moved;
}

/** A customer who fell silent was won on the day of the sale, not today. */
function closedAt(turn: Turn, lead: Lead, stage: Stage): At | null {
  if (stage.kind === "open") return null;
  return stage.kind === "dormant" ? (lead.closedAt ?? turn.at) : turn.at;
}

function automaticTarget(
  lead: Lead,
  event: "first-human-reply" | "qualified",
  pipeline: Pipeline,
): string | null {
  const { onFirstHumanReply, onQualified } = pipeline.automatic;
  if (event === "first-human-reply") return onFirstHumanReply ?? null;
  return typeof onQualified === "object" ? (onQualified[lead.grade] ?? null) : (onQualified ?? null);
}

function positionOf(pipeline: Pipeline, id: string): number {
  return pipeline.stages.findIndex((stage) => stage.id === id);
}

/** The reason's id when it is one of the stage's, else the words as they are; null when none is needed. */
function readReason(given: string | undefined, stage: Stage): string | null | Refusal {
  const text = given?.trim() ?? "";
  if (text === "") return stage.requires.includes("reason") ? refuseNoReason(stage) : null;
  const wanted = fold(text);
  const listed = stage.reasons.find(
    (reason) =>
      reason.id === wanted ||
      LANGUAGES.some((language) => fold(inLanguage(reason.label, language)) === wanted),
  );
  if (listed) return listed.id;
  return stage.otherReasons || stage.reasons.length === 0 ? text.slice(0, 200) : refuseNoReason(stage);
}

function refuseUnknown(stageId: string, pipeline: Pipeline): Refusal {
  const labels = pipeline.stages.map((stage) => stage.label);
  return refuse(
    "unknown-stage",
    say(
      `There is no stage "${stageId}". The stages are: ${listIn(labels, "en")}.`,
      `Não existe a etapa "${stageId}". As etapas são: ${listIn(labels, "pt")}.`,
      `No existe la etapa "${stageId}". Las etapas son: ${listIn(labels, "es")}.`,
    ),
  );
}

function refuseSame(lead: Lead, stage: Stage): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "same-stage",
    say(
      `${ref} is already in ${inLanguage(stage.label, "en")}.`,
      `${ref} já está em ${inLanguage(stage.label, "pt")}.`,
      `${ref} ya está en ${inLanguage(stage.label, "es")}.`,
    ),
  );
}

function refuseNoReason(stage: Stage): Refusal {
  const labels = stage.reasons.map((reason) => reason.label);
  const list = (language: Language) => (labels.length > 0 ? ` ${listIn(labels, language)}.` : "");
  return refuse(
    "reason-required",
    say(
      `${inLanguage(stage.label, "en")} needs a reason.${list("en")}`,
      `${inLanguage(stage.label, "pt")} precisa de um motivo.${list("pt")}`,
      `${inLanguage(stage.label, "es")} necesita un motivo.${list("es")}`,
    ),
  );
}

function refuseNoValue(lead: Lead, stage: Stage): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "value-required",
    say(
      `${inLanguage(stage.label, "en")} needs a value: say how much ${ref} is worth.`,
      `${inLanguage(stage.label, "pt")} precisa de um valor: diga quanto vale ${ref}.`,
      `${inLanguage(stage.label, "es")} necesita un valor: indica cuánto vale ${ref}.`,
    ),
  );
}

export function refuseMoney(): Refusal {
  return refuse(
    "bad-value",
    say(
      "That is not an amount I can keep: give a number and a currency, like 1500 USD.",
      "Não entendi esse valor: informe um número e a moeda, como 1500 BRL.",
      "No entiendo ese valor: indica un número y la moneda, como 1500 USD.",
    ),
  );
}
