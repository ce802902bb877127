import type { Language } from "../language.ts";

/** A prospect who does not exist: every name says "Sample", every address is of example.com. */
export interface SampleLead {
  /** The chat on the web channel: begins with `sample-`. */
  id: string;
  language: Language;
  /** The first thing that they write. */
  opening: string;
  /**
   * What they answer, by the step of the flow that asks; a question with choices and no answer gets the first,
   * and at any other they fall silent.
   */
  answers: Record<string, string>;
  /** How many questions they answer before they go quiet; all when absent. */
  quietAfter?: number;
  /** What colleagues then do, in order: who, and the command's words. */
  work: { rep: string; command: string }[];
}

export const SAMPLE_LEADS: SampleLead[] = [
  {
    id: "sample-olivia",
    language: "en",
    opening: "Hi! I'm Sample Olivia from Sample Bakery, I saw your page and would like an offer",
    answers: { budget: "12k", place: "Springfield, olivia@example.com" },
    work: [
      { rep: "sample-ana", command: "claim" },
      { rep: "sample-ana", command: "note Called back, sends photos tomorrow" },
      { rep: "sample-ana", command: "stage qualified" },
      { rep: "sample-ana", command: "value 14500" },
      { rep: "sample-ana", command: "stage negotiation" },
    ],
  },
  {
    id: "sample-rafael",
    language: "pt",
    opening: "Oi, sou o Sample Rafael, queria um orçamento",
    answers: { budget: "5 mil", place: "Campinas, rafael@example.com" },
    work: [
      { rep: "sample-bruno", command: "claim" },
      { rep: "sample-bruno", command: "tag visita" },
      { rep: "sample-bruno", command: "value 5600" },
      { rep: "sample-bruno", command: "stage customer" },
    ],
  },
  {
    id: "sample-lucia",
    language: "es",
    opening: "Hola, me llamo Sample Lucía, necesito información",
    answers: { budget: "2500", place: "Rosario, lucia@example.com" },
    work: [{ rep: "sample-carla", command: "claim" }],
  },
  {
    id: "sample-henry",
    language: "en",
    opening: "hello",
    answers: { name: "Sample Henry", budget: "800", place: "Dover, henry@example.com" },
    work: [
      { rep: "sample-maria", command: "assign sample-david" },
      { rep: "sample-maria", command: "stage nurture" },
    ],
  },
  {
    id: "sample-marina",
    language: "pt",
    opening: "Boa tarde! Vocês atendem empresas?",
    answers: { name: "Sample Marina", budget: "40 mil", place: "Recife, marina@example.com" },
    work: [],
  },
  {
    id: "sample-diego",
    language: "es",
    opening: "buenas, quiero saber precios",
    answers: { name: "Sample Diego" },
    quietAfter: 2,
    work: [],
  },
];
