import type { Timer } from "../../leads/types/timer.ts";
import { table } from "./table.ts";

export const timers = table<Timer>("timers", {
  id: "text",
  kind: "text",
  conversationId: "text",
  leadId: "text",
  payload: "json",
  dueAt: "time",
  status: "text",
  createdAt: "time",
});
