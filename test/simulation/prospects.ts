import { createRandom, type Random } from "../crash/random.ts";
import { CONVERSATIONS } from "../support/conversations.ts";
import { CHANNELS, type Delivery } from "./wire.ts";

/** Something that reaches the program at `at`, in ms. */
export interface Planned extends Delivery {
  at: number;
  /** The second time that the same event is delivered. */
  again: boolean;
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const STOP = { en: "stop", pt: "parar", es: "basta" } as const;
const START = { en: "start", pt: "voltar a receber", es: "volver a empezar" } as const;
const HUMAN = {
  en: "I want to talk to a human",
  pt: "quero falar com uma pessoa",
  es: "quiero hablar con una persona",
} as const;
const LATER = {
  en: ["Any news?", "Thank you!", "How long would it take?"],
  pt: ["Alguma novidade?", "Obrigado!", "Quanto tempo leva?"],
  es: ["¿Hay novedades?", "¡Gracias!", "¿Cuánto tarda?"],
} as const;

/** Everything that the prospects of the month write, in the order in which it reaches the program. */
export function planProspects(seed: number, count: number, from: number, to: number): Planned[] {
  const random = createRandom(seed);
  const planned: Planned[] = [];
  for (let n = 1; n <= count; n += 1) planned.push(...planOne(random, n, from, to));
  return planned.filter(({ at }) => at < to).sort((a, b) => a.at - b.at || order(a, b));
}

/** The stories: who answers everything, who leaves in the middle, who wants a person, who wants silence, who comes back. */
function planOne(random: Random, n: number, from: number, to: number): Planned[] {
  const language = random.pick(["en", "pt", "es"] as const);
  const script = CONVERSATIONS[language];
  const chat = `chat-${n}`;
  const planned: Planned[] = [];
  let at = from + Math.floor(random.next() * (to - from - DAY));
  const say = (text: string) => {
    planned.push(...deliveries(random, chat, planned.length + 1, text, at));
  };
  const wait = (least: number, most: number) => {
    at += random.whole(least, most) * MINUTE;
  };
  const story = random.next();
  const answered = story < 0.15 ? script.length : random.whole(1, 3);
  for (const text of script.slice(0, answered)) {
    say(text);
    if (random.chance(0.04)) wait(3 * 60, 20 * 60);
    else wait(15, 30);
  }
  if (story >= 0.9) say(STOP[language]);
  else if (story >= 0.84) say(HUMAN[language]);
  // Days later.
  for (let more = random.whole(0, 1); more > 0 && story < 0.7; more -= 1) {
    wait(6 * 60, 6 * 1_440);
    say(random.pick(LATER[language]));
  }
  if (story < 0.04) {
    wait(60, 3 * 1_440);
    say(STOP[language]);
  }
  if (story >= 0.97) {
    wait(1_440, 5 * 1_440);
    say(START[language]);
  }
  return planned;
}

/** Most once and at once; some late, some twice, some once more after days. */
function deliveries(random: Random, chatId: string, nth: number, text: string, at: number): Planned[] {
  const event = {
    type: "message" as const,
    externalId: `${chatId}-${nth}`,
    chatId,
    at: new Date(at).toISOString(),
    from: { identities: [{ kind: "telegram", value: chatId }] },
    text,
    attachments: [],
  };
  const first: Planned = { at, again: false, channel: CHANNELS.chat, event };
  if (random.chance(0.03)) first.at += random.whole(1, 6) * MINUTE;
  const second = random.next();
  if (second < 0.04) return [first, { ...first, again: true }];
  if (second < 0.06) return [first, { ...first, at: first.at + random.whole(1, 3) * DAY, again: true }];
  return [first];
}

function order(a: Planned, b: Planned): number {
  return a.event.externalId < b.event.externalId ? -1 : a.event.externalId > b.event.externalId ? 1 : 0;
}
