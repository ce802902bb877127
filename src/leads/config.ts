export * from "./config/check.ts";
export * from "./config/check-follow-ups.ts";
export * from "./config/condition.ts";
export * from "./config/follow-ups.ts";
export * from "./config/outreach.ts";
export * from "./config/pipeline.ts";
export * from "./config/routing.ts";
export * from "./config/scoring.ts";
