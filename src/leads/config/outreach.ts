import { z } from "zod";

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write times as 09:00");

/** From the first to the second no unasked message goes out, in the person's own time zone; equal times: never quiet. */
export const quietHoursSchema = z.tuple([clockTime, clockTime]);
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** What messages that nobody asked for keep to: those of nurture sequences and campaigns together. */
export const outreachSchema = z.strictObject({
  perPerson: z
    .array(
      z.strictObject({
        most: z.int().min(1).max(100),
        days: z.int().min(1).max(365).describe("Within so many days."),
      }),
    )
    .max(5)
    .default([
      { most: 1, days: 3 },
      { most: 4, days: 30 },
    ])
    .describe("How many one person gets at most, of all sequences and campaigns together."),
  perDay: z
    .record(z.string().min(1), z.int().min(0).max(100_000))
    .default({ whatsapp: 50, other: 200 })
    .describe("How many a channel sends in a day at most, by its name; `other`: every channel not named."),
  quietHours: quietHoursSchema
    .default(["20:00", "08:00"])
    .describe("Nothing is sent from the first to the second, in the person's own time zone."),
  weekends: z.boolean().default(true).describe("Whether they go out on Saturdays and Sundays."),
  holidays: z.boolean().default(false).describe("Whether they go out on the business's holidays."),
  afterHumanDays: z
    .int()
    .min(1)
    .max(365)
    .or(z.literal("never"))
    .default(3)
    .describe("Days without a word after which they go out although a colleague has the floor."),
  afterQuestionHours: z
    .int()
    .min(1)
    .max(8_760)
    .default(24)
    .describe("Hours without a word after which they go out although a question of the bot waits."),
});
export type OutreachRules = z.infer<typeof outreachSchema>;

/** The most that a channel sends in a day; null: no limit. */
export function dailyMost(rules: Pick<OutreachRules, "perDay">, channel: string): number | null {
  const { perDay } = rules;
  const most = Object.hasOwn(perDay, channel) ? perDay[channel] : perDay.other;
  return most ?? null;
}
