import { isWorkingTime } from "../leads/calendar.ts";
import { displayValue } from "./display.ts";
import type { Ask, End, Handoff, SetStep, Step } from "./flow.ts";
import type { Talk } from "./talk.ts";
import type { Advance, FlowState } from "./types.ts";

/** No real flow passes so many steps between two questions: beyond it is a loop, and a person takes over. */
const MOST_STEPS = 300;

/** A flow as it begins. */
export function freshState(flow: string, step: string, at: string): FlowState {
  return { flow, step, vars: {}, attempts: 0, trail: [], known: [], nudges: 0, startedAt: at };
}

/**
 * Go on from a step to the next question whose answer is not known yet, saying and setting what lies between.
 *
 * `from` null is the end of the flow. `quiet` leaves out what would be said on the way.
 */
export function walk(talk: Talk, from: string | null, options: { quiet?: boolean } = {}): void {
  let at = from;
  for (let passed = 0; passed < MOST_STEPS; passed++) {
    const step = at === null ? undefined : talk.flow.steps.get(at);
    if (step === undefined) {
      endFlow(talk, { type: "completed" });
      return;
    }
    if (step.when !== null && !step.when(talk)) {
      at = step.kind === "ask" ? step.next : followingOf(talk, step);
      continue;
    }
    if (step.kind === "ask") {
      if (!talk.isAnswered(step.key)) {
        wait(talk, step);
        return;
      }
      at = nextAfter(talk, step);
      continue;
    }
    if (step.kind === "handoff" || step.kind === "end") {
      finish(talk, step);
      return;
    }
    at = pass(talk, step, options.quiet === true);
  }
  handOver(talk, "flow");
}

/** Say or do what the step says; the step to go on with. */
function pass(talk: Talk, step: Exclude<Step, Ask | Handoff | End>, quiet: boolean): string | null {
  switch (step.kind) {
    case "say":
      if (!quiet) talk.say(step.text);
      return onward(talk, step, step.next);
    case "set":
      setValues(talk, step);
      return onward(talk, step, step.next);
    case "tag":
      for (const tag of step.tags) if (!talk.tags.includes(tag)) talk.tags.push(tag);
      return onward(talk, step, step.next);
    case "branch": {
      const match = step.cases.find(({ test }) => test(talk));
      return onward(talk, step, match?.goto ?? step.next);
    }
    case "goto":
      return step.flow === null ? onward(talk, step, step.next) : changeFlow(talk, step.flow);
  }
}

/** A step that is passed over because of its condition leads to the step below it, not to where it would go. */
function followingOf(talk: Talk, step: Step): string | null {
  return talk.flow.order[step.index + 1] ?? null;
}

function setValues(talk: Talk, step: SetStep): void {
  for (const { key, target, value } of step.values) {
    const ask = talk.flow.asks.find((other) => other.key === key);
    talk.capture(key, target ?? ask?.target ?? null, value, displayValue(value, ask, talk.understand));
  }
}

/** The step after an answered question: the choice's own way, else the question's. */
export function nextAfter(talk: Talk, ask: Ask): string | null {
  const value = talk.value(ask.key);
  const route = ask.routes.size > 0 && typeof value === "string" ? ask.routes.get(value) : undefined;
  return onward(talk, ask, route ?? ask.next);
}

/**
 * Going to an earlier step means doing that part again: what was answered from there to here is taken back,
 * so that it is asked again and cannot loop unseen.
 */
function onward(talk: Talk, from: Step, to: string | null): string | null {
  if (to === null) return null;
  const target = talk.flow.steps.get(to);
  if (target !== undefined && target.index <= from.index) {
    const again = talk.flow.asks.filter(({ index }) => index >= target.index && index <= from.index);
    talk.retract(again.map(({ key }) => key).filter((key) => talk.isAnswered(key)));
  }
  return to;
}

function changeFlow(talk: Talk, id: string): string | null {
  const flow = talk.bundle.flows.get(id);
  const { state } = talk;
  if (flow === undefined || state === null) return null;
  talk.flow = flow;
  state.flow = id;
  state.trail = [];
  return flow.start;
}

function wait(talk: Talk, ask: Ask): void {
  const { state } = talk;
  if (state === null) return;
  state.step = ask.id;
  state.attempts = 0;
  state.nudges = 0;
  delete state.pending;
  talk.nudgeAfterMs = ask.nudgeAfterMs;
  talk.ask(ask);
}

function finish(talk: Talk, step: Handoff | End): void {
  if (step.kind === "end") {
    if (step.text !== null) talk.say(step.text);
    endFlow(talk, step.completed ? { type: "completed" } : null);
    return;
  }
  if (step.text !== null) talk.say(step.text);
  else talk.phrase("handoff", "say");
  endFlow(talk, { type: "handoff", reason: "flow" });
}

function endFlow(talk: Talk, control: Advance["control"]): void {
  talk.state = null;
  talk.question = null;
  talk.nudgeAfterMs = null;
  talk.control = control;
  if (control !== null) sayIfClosed(talk);
}

/** Give the conversation to a person. The place in the flow is kept, so that it can go on afterwards. */
export function handOver(talk: Talk, reason: "asked" | "attempts" | "flow" | "idle"): void {
  const { state } = talk;
  if (state !== null) {
    state.attempts = 0;
    delete state.pending;
  }
  talk.question = null;
  talk.nudgeAfterMs = null;
  talk.control = { type: "handoff", reason };
  if (reason === "idle") return;
  const asked = isAttended(talk) ? "handoff" : "handoff-closed";
  talk.phrase(reason === "attempts" ? "handoff-attempts" : asked, "say");
  sayIfClosed(talk);
}

/** While nobody is in people should know that nobody answers at once, and when somebody will. */
export function sayIfClosed(talk: Talk): void {
  if (isAttended(talk)) return;
  const { bundle, context } = talk;
  const { outOfHours } = bundle.texts;
  if (isWorkingTime(context.at, bundle.calendar)) talk.phrase("nobody-in", "say");
  else if (outOfHours !== null) talk.say(outOfHours);
}

/** Whether somebody is at work who can answer. */
function isAttended(talk: Talk): boolean {
  const at = talk.personAt();
  return at !== null && at <= talk.context.at;
}
