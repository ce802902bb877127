import type { Language } from "../../language.ts";
import type { At } from "./at.ts";

export interface Offer {
  id: string;
  leadId: string;
  repId: string | null;
  teamId: string | null;
  mode: "push" | "pull";
  status: OfferStatus;
  openKey: string | null;
  reasons: RouteReason[];
  offeredAt: At;
  dueAt: At | null;
  decidedAt: At | null;
  decidedBy: string | null;
}

export type OfferStatus = "open" | "accepted" | "passed" | "expired" | "withdrawn";

export interface RouteReason {
  /** A rule's id, or one of routing's own words: former-owner, passed, expired, … */
  rule: string;
  /** The rep whom it is about. */
  rep?: string;
  text: Record<Language, string>;
}
