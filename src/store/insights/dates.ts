/** Calendar dates as `yyyy-mm-dd`, without a zone; text order is their order. */
export type LocalDate = string;

const DAY = 86_400_000;

export function plusDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** What roll-ups and series are made by. */
export type Unit = "day" | "week" | "month" | "year";

/** The largest first. */
export const UNITS: readonly Unit[] = ["year", "month", "week", "day"];

/** The first date of the unit in which `date` lies. */
export function startOf(unit: Unit, date: LocalDate): LocalDate {
  switch (unit) {
    case "day":
      return date;
    case "week":
      return plusDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
    case "month":
      return `${date.slice(0, 7)}-01`;
    case "year":
      return `${date.slice(0, 4)}-01-01`;
  }
}

/** The first date after the unit that begins with `start`. */
export function endOf(unit: Unit, start: LocalDate): LocalDate {
  switch (unit) {
    case "day":
      return plusDays(start, 1);
    case "week":
      return plusDays(start, 7);
    case "month":
      return startOf("month", plusDays(start, 31));
    case "year":
      return startOf("year", plusDays(start, 366));
  }
}

/** How a roll-up of a unit is called in `insight_days.day`. */
export function rowOf(unit: Unit, start: LocalDate): string {
  return unit === "day" ? start : `${unit} ${start}`;
}
