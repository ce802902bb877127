import type { Digest } from "../../leads/types/digest.ts";
import type { Rep, RepIdentity } from "../../leads/types/rep.ts";
import type { Team, TeamMember } from "../../leads/types/team.ts";
import { table } from "./table.ts";

export const reps = table<Rep>("reps", {
  id: "text",
  name: "text",
  role: "text",
  language: "text",
  timeZone: "text",
  hours: "json",
  holidays: "json",
  awayUntil: "time",
  capacity: "int",
  takes: "json",
  active: "bool",
  openLeads: "int",
  lastAssignedAt: "time",
  createdAt: "time",
  updatedAt: "time",
  dailyListOffAt: "time",
});

export const repIdentities = table<RepIdentity>("rep_identities", {
  id: "text",
  repId: "text",
  kind: "text",
  value: "text",
});

export const teams = table<Team>("teams", { id: "text", name: "text", managerId: "text", createdAt: "time" });

export const teamMembers = table<TeamMember>("team_members", {
  id: "text",
  teamId: "text",
  repId: "text",
  weight: "int",
});

export const digests = table<Digest>("digests", {
  id: "text",
  repId: "text",
  place: "text",
  question: "text",
  every: "text",
  at: "text",
  timeZone: "text",
  active: "bool",
  createdAt: "time",
  updatedAt: "time",
});
