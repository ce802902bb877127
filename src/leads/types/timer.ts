import type { At } from "./at.ts";

export interface Timer {
  id: string;
  kind: string;
  conversationId: string | null;
  leadId: string | null;
  payload: Record<string, unknown>;
  dueAt: At;
  status: "pending" | "fired" | "cancelled";
  createdAt: At;
}
