import type { FlowBundle } from "./bundle.ts";
import type { Ask } from "./flow.ts";
import { onMessage } from "./message.ts";
import { onMessageWithoutFlow } from "./no-flow.ts";
import { startWith } from "./start.ts";
import { Talk } from "./talk.ts";
import type { Advance, AdvanceFunction, FlowContext, FlowInput } from "./types.ts";
import { freshState, handOver, walk } from "./walk.ts";

/**
 * Move a conversation on by one input. Pure: the time and all that is known come with the context, and the
 * state that is given is not changed.
 *
 * Never throws for anything that a person writes. A state of a step that the flow does not have (any more)
 * goes on at the first question whose answer is unknown.
 */
export const advance: AdvanceFunction = (bundle, state, input, context) => {
  const flow = state === null ? undefined : bundle.flows.get(state.flow);
  if (state === null || flow === undefined || state.ended === true) {
    if (input.type !== "message") return { ...silence(context), state };
    return onMessageWithoutFlow(bundle, state, input, context);
  }
  const talk = new Talk(bundle, flow, state, context);
  const step = flow.steps.get(state.step);
  if (step?.kind !== "ask") walk(talk, flow.start, { quiet: true });
  else if (input.type === "message") onMessage(talk, step, input);
  else if (input.type === "nudge") onNudge(talk, step);
  else repeat(talk, step);
  return talk.result();
};

/**
 * Begin a flow with the message that opened the conversation, which may already answer some of its
 * questions, ask one itself, or ask for a person.
 *
 * @throws nothing; an unknown flow gives an empty result that hands over.
 */
export function startFlow(
  bundle: FlowBundle,
  flowId: string,
  input: FlowInput,
  context: FlowContext,
): Advance {
  const flow = bundle.flows.get(flowId) ?? bundle.flows.get(bundle.entry);
  if (flow === undefined) {
    return { ...silence(context), control: { type: "handoff", reason: "flow" } };
  }
  const talk = new Talk(bundle, flow, freshState(flow.id, flow.start, context.at), context);
  if (input.type === "message") startWith(talk, input);
  else walk(talk, flow.start);
  return talk.result();
}

/** The first silence brings the question once more; the second a person, who sees what is known so far. */
function onNudge(talk: Talk, ask: Ask): void {
  const { state } = talk;
  if (state === null) return;
  if (state.nudges > 0) {
    handOver(talk, "idle");
    return;
  }
  state.nudges = 1;
  talk.nudgeAfterMs = ask.nudgeAfterMs;
  if (ask.nudge === null) talk.phrase("nudge");
  else talk.say(ask.nudge, "inline");
  talk.ask(ask, ask.short);
}

function repeat(talk: Talk, ask: Ask): void {
  talk.nudgeAfterMs = ask.nudgeAfterMs;
  talk.ask(ask, ask.short);
}

/** Nothing said, learned or asked for, and no flow running. */
export function silence(context: FlowContext): Advance {
  return {
    state: null,
    replies: [],
    captured: [],
    retracted: [],
    tags: [],
    language: context.language,
    languageSure: context.languageSure,
    control: null,
    nudgeAfterMs: null,
  };
}
