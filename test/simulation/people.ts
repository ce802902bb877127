import type { BusinessCalendar } from "../../src/leads/config.ts";
import type { Rep, WeekHours } from "../../src/leads/types/rep.ts";
import type { TeamMember } from "../../src/leads/types/team.ts";
import type { Store } from "../../src/store/port.ts";
import { aRep, aTeam } from "../support/builders.ts";

/** The month: a Monday on which New York is an hour nearer than a week later, until after Lisbon's clocks are changed. */
export const MONTH = { from: "2026-03-02T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z" } as const;
export const HOLIDAYS = ["2026-03-18", "2026-03-27"];

const WEEKDAYS: WeekHours = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "18:00"]]]),
);

const ZONES = ["America/Sao_Paulo", "America/New_York", "Europe/Lisbon"] as const;
const LANGUAGES = ["pt", "en", "es"] as const;
const NAMES = [
  "Ana",
  "Bruno",
  "Carla",
  "Davi",
  "Ema",
  "Fabio",
  "Greta",
  "Hugo",
  "Ines",
  "Joao",
  "Kira",
  "Luis",
];

/** Twelve reps in three zones, and a manager. */
export const REPS: readonly Rep[] = [
  ...NAMES.map((name, i) =>
    aRep({
      name,
      timeZone: ZONES[i % 3]!,
      language: LANGUAGES[i % 3]!,
      hours: WEEKDAYS,
      capacity: i % 4 === 3 ? 12 : 80,
    }),
  ),
  aRep({ name: "Maria", role: "manager", timeZone: "America/Sao_Paulo", language: "en" }),
];

export const SELLERS = REPS.filter(({ role }) => role === "rep");

/** When a rep is at work. */
export function calendarOfRep({ timeZone, hours }: Rep): BusinessCalendar {
  return { timeZone, hours, holidays: HOLIDAYS };
}

/** When the sample business is at work. */
export const BUSINESS_CALENDAR: BusinessCalendar = {
  timeZone: "America/Sao_Paulo",
  hours: { ...WEEKDAYS, sat: [["09:00", "12:00"]] },
  holidays: HOLIDAYS,
};

/** The business as `flows/business.yaml` describes it, with holidays in the month. */
export function withHolidays(businessYaml: string): string {
  const days = HOLIDAYS.map(
    (date) => `  - date: ${date}\n    name: { en: Holiday, pt: Feriado, es: Feriado }`,
  );
  return businessYaml.replace(/^holidays:$/m, `holidays:\n${days.join("\n")}`);
}

/** Routing with accept clocks of an hour. */
export function withPatience(routingYaml: string): string {
  return routingYaml
    .replace(/acceptMinutes: \d+/g, "acceptMinutes: 60")
    .replace(/remindMinutes: \d+/g, "remindMinutes: 30");
}

/** Two of them work in both. */
const MEMBERS = { sales: SELLERS.slice(0, 9), projects: SELLERS.slice(7) };
export const TEAMS = ["sales", "projects"] as const;

/** Put them into an empty database. */
export async function savePeople(store: Store, at: string): Promise<void> {
  if ((await store.turns.directory()).reps.size > 0) return;
  await store.people.save({
    reps: REPS.map((rep) => ({ ...rep, createdAt: at, updatedAt: at })),
    identities: REPS.map(({ id }) => ({ id: `desk-${id}`, repId: id, kind: "desk", value: id })),
    teams: TEAMS.map((id) => aTeam({ id, managerId: "maria", createdAt: at })),
    members: TEAMS.flatMap((teamId) =>
      MEMBERS[teamId].map(
        ({ id: repId }): TeamMember => ({ id: `${teamId}-${repId}`, teamId, repId, weight: 1 }),
      ),
    ),
  });
}
