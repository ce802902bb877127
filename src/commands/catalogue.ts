import type { Command } from "./define.ts";
import { assignCommand } from "./each/assign.ts";
import { awayCommand, backCommand, hoursCommand } from "./each/away.ts";
import { callCommand, meetingCommand } from "./each/call.ts";
import { claimCommand } from "./each/claim.ts";
import { digestCommand } from "./each/digest.ts";
import { doneCommand, dropCommand, snoozeCommand } from "./each/done.ts";
import { exportCommand } from "./each/export.ts";
import { findCommand } from "./each/find.ts";
import { followupCommand } from "./each/followup.ts";
import { followupsCommand } from "./each/followups.ts";
import { helpCommandFor } from "./each/help.ts";
import { historyCommand } from "./each/history.ts";
import { homeCommand } from "./each/home.ts";
import { leadsCommand, mineCommand } from "./each/leads.ts";
import { linkCommand } from "./each/link.ts";
import { mergeCommand } from "./each/merge.ts";
import { noteCommand } from "./each/note.ts";
import { NUMBERS_COMMANDS } from "./each/numbers.ts";
import { passCommand } from "./each/pass.ts";
import { replyCommand } from "./each/reply.ts";
import { repsCommand } from "./each/reps.ts";
import { arrivedCommand, resendCommand } from "./each/resend.ts";
import { resumeCommand } from "./each/resume.ts";
import { setCommand } from "./each/set.ts";
import { showCommand } from "./each/show.ts";
import { splitCommand } from "./each/split.ts";
import { stageCommand } from "./each/stage.ts";
import { tagCommand, untagCommand } from "./each/tag.ts";
import { sendCommand, templatesCommand } from "./each/templates.ts";
import { undoCommand } from "./each/undo.ts";
import { valueCommand } from "./each/value.ts";
import { whyCommand } from "./each/why.ts";

/** Every command, in the order in which help tells of them. A test compares this list with docs/commands.md. */
export const COMMANDS: readonly Command[] = [
  homeCommand,
  leadsCommand,
  mineCommand,
  findCommand,
  showCommand,
  claimCommand,
  passCommand,
  replyCommand,
  resumeCommand,
  resendCommand,
  arrivedCommand,
  stageCommand,
  noteCommand,
  valueCommand,
  tagCommand,
  untagCommand,
  setCommand,
  sendCommand,
  templatesCommand,
  followupCommand,
  followupsCommand,
  doneCommand,
  snoozeCommand,
  dropCommand,
  callCommand,
  meetingCommand,
  historyCommand,
  assignCommand,
  mergeCommand,
  splitCommand,
  whyCommand,
  ...NUMBERS_COMMANDS,
  exportCommand,
  digestCommand,
  repsCommand,
  awayCommand,
  backCommand,
  hoursCommand,
  linkCommand,
  undoCommand,
  helpCommandFor(() => COMMANDS),
];
