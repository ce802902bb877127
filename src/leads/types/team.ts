import type { At } from "./at.ts";

export interface Team {
  id: string;
  name: string;
  managerId: string | null;
  createdAt: At;
}

export interface TeamMember {
  id: string;
  teamId: string;
  repId: string;
  weight: number;
}
