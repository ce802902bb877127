import type { Ask } from "./flow.ts";
import { restart } from "./start.ts";
import type { Talk } from "./talk.ts";
import type { Intent } from "./understand/index.ts";
import { handOver } from "./walk.ts";

/** What is understood at any question: stop, a person, back, start over, help. */
export function onRequest(talk: Talk, ask: Ask, intent: Exclude<Intent, "language">): void {
  switch (intent) {
    case "stop":
      talk.phrase("goodbye", "say");
      talk.state = null;
      talk.nudgeAfterMs = null;
      talk.control = { type: "opt-out" };
      return;
    case "human":
      handOver(talk, "asked");
      return;
    case "restart":
      restart(talk);
      return;
    case "back":
      goBack(talk, ask);
      return;
    case "help":
      talk.phrase("help", "say");
      talk.ask(ask, ask.short);
      return;
    case "resubscribe":
      talk.ask(ask);
  }
}

function goBack(talk: Talk, ask: Ask): void {
  const { state } = talk;
  const last = state?.trail.at(-1);
  const step = last === undefined ? undefined : talk.flow.steps.get(last.step);
  if (state === null || last === undefined || step?.kind !== "ask") {
    talk.phrase("back-at-start");
    talk.ask(ask);
    return;
  }
  state.trail.pop();
  talk.retract(last.keys);
  state.step = step.id;
  state.attempts = 0;
  delete state.pending;
  talk.nudgeAfterMs = step.nudgeAfterMs;
  talk.phrase("went-back");
  talk.ask(step, step.short);
}
