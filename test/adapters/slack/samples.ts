import type { Card } from "../../../src/channel/outbound.ts";

/** A lead's card as the engine makes it. */
export function aCard(changes: Partial<Card> = {}): Card {
  return {
    title: "L-42 · Zoë Sample",
    subtitle: "Open enquiry · 🔥 hot 80",
    fields: [
      { label: "With", value: "free to claim" },
      { label: "Stage", value: "Open enquiry, now" },
      { label: "Contact", value: "+55 11 90000-0000, zoe_sample@example.com" },
    ],
    lines: ["Score: +20 budget; +10 company", "Zoë: I need twelve doors"],
    buttons: [
      { label: "Claim", command: "claim L-42", style: "primary" },
      {
        label: "Note",
        command: "note L-42",
        asks: [{ name: "text", label: "Note for the team", multiline: true }],
      },
      {
        label: "Stage",
        command: "stage L-42",
        asks: [
          {
            name: "stage",
            label: "Stage",
            options: [
              { value: "contacted", label: "Contacted" },
              { value: "unqualified", label: "Not for us" },
            ],
          },
        ],
      },
    ],
    leadId: "lead-42",
    tone: "hot",
    ...changes,
  };
}
