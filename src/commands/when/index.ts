/** Understanding when people mean, and telling it back. */
export { formatDays, readDays } from "./days-off.ts";
export { formatMoment, momentTexts } from "./echo.ts";
export { formatHours, type HoursReading, readHours } from "./hours.ts";
export { readMoment, readMomentAtEnd } from "./moment.ts";
export type { Moment, MomentContext, MomentFault, MomentReading, MomentRefused } from "./types.ts";
export { readDuration, readUntil } from "./until.ts";
export { zoneName, zonePhrase } from "./zone.ts";
