import type { Command } from "./define.ts";
import { assignCommand } from "./each/assign.ts";
import { awayCommand, backCommand } from "./each/away.ts";
import { calendarCommand } from "./each/calendar.ts";
import { callCommand, meetingCommand } from "./each/call.ts";
import { campaignCommand } from "./each/campaign.ts";
import { claimCommand } from "./each/claim.ts";
import { consentCommand } from "./each/consent.ts";
import { dailyCommand } from "./each/daily.ts";
import { digestCommand } from "./each/digest.ts";
import { doneCommand, dropCommand, snoozeCommand } from "./each/done.ts";
import { enrolCommand, unenrolCommand } from "./each/enrol.ts";
import { exportCommand } from "./each/export.ts";
import { findCommand } from "./each/find.ts";
import { followupCommand } from "./each/followup.ts";
import { followupsCommand } from "./each/followups.ts";
import { helpCommandFor } from "./each/help.ts";
import { historyCommand } from "./each/history.ts";
import { homeCommand } from "./each/home.ts";
import { hoursCommand } from "./each/hours.ts";
import { leadsCommand, mineCommand } from "./each/leads.ts";
import { linkCommand } from "./each/link.ts";
import { mergeCommand } from "./each/merge.ts";
import { noteCommand } from "./each/note.ts";
import { NUMBERS_COMMANDS } from "./each/numbers.ts";
import { nurtureCommand, previewCommand, resultsCommand } from "./each/nurture.ts";
import { outreachCommand } from "./each/outreach.ts";
import { passCommand } from "./each/pass.ts";
import { replyCommand } from "./each/reply.ts";
import { repsCommand } from "./each/reps.ts";
import { arrivedCommand, resendCommand } from "./each/resend.ts";
import { resumeCommand } from "./each/resume.ts";
import { scoreCommand } from "./each/score.ts";
import { setCommand } from "./each/set.ts";
import { showCommand } from "./each/show.ts";
import { splitCommand } from "./each/split.ts";
import { stageCommand } from "./each/stage.ts";
import { tagCommand, untagCommand } from "./each/tag.ts";
import { templateCommand } from "./each/template.ts";
import { sendCommand, templatesCommand } from "./each/templates.ts";
import { undoCommand } from "./each/undo.ts";
import { valueCommand } from "./each/value.ts";
import { whyCommand } from "./each/why.ts";
import type { Texts } from "./present/phrase.ts";

/** Commands by what one wants to do. */
export interface CommandGroup {
  /** Its name in `help <group>`, per language; not the word of a command. */
  words: Texts;
  label: Texts;
  commands: readonly Command[];
}

/** Every command, in the order in which help tells of them. */
export const GROUPS: readonly CommandGroup[] = [
  {
    words: { en: "work", pt: "trabalho", es: "trabajo" },
    label: { en: "Work on a lead", pt: "Trabalhar num lead", es: "Trabajar en un lead" },
    commands: [
      leadsCommand,
      mineCommand,
      findCommand,
      showCommand,
      claimCommand,
      passCommand,
      assignCommand,
      stageCommand,
      valueCommand,
      noteCommand,
      tagCommand,
      untagCommand,
      setCommand,
      mergeCommand,
      splitCommand,
      whyCommand,
      historyCommand,
      undoCommand,
    ],
  },
  {
    words: { en: "customer", pt: "cliente", es: "cliente" },
    label: { en: "Talk to the customer", pt: "Falar com o cliente", es: "Hablar con el cliente" },
    commands: [
      replyCommand,
      sendCommand,
      templatesCommand,
      templateCommand,
      resumeCommand,
      consentCommand,
      campaignCommand,
      resendCommand,
      arrivedCommand,
    ],
  },
  {
    words: { en: "plan", pt: "planejar", es: "planificar" },
    label: { en: "Plan what comes next", pt: "Planejar o próximo passo", es: "Planificar lo que sigue" },
    commands: [
      followupCommand,
      followupsCommand,
      dailyCommand,
      calendarCommand,
      doneCommand,
      snoozeCommand,
      dropCommand,
      callCommand,
      meetingCommand,
    ],
  },
  {
    words: { en: "automatic", pt: "automático", es: "automático" },
    label: {
      en: "Let messages go out by themselves",
      pt: "Deixar mensagens saírem sozinhas",
      es: "Dejar que los mensajes salgan solos",
    },
    commands: [enrolCommand, unenrolCommand, nurtureCommand, previewCommand, resultsCommand, outreachCommand],
  },
  {
    words: { en: "reports", pt: "relatórios", es: "informes" },
    label: { en: "See the numbers", pt: "Ver os números", es: "Ver los números" },
    commands: [...NUMBERS_COMMANDS, scoreCommand, exportCommand, digestCommand],
  },
  {
    words: { en: "account", pt: "conta", es: "cuenta" },
    label: { en: "You and your colleagues", pt: "Você e seus colegas", es: "Tú y tus colegas" },
    commands: [
      homeCommand,
      repsCommand,
      awayCommand,
      backCommand,
      hoursCommand,
      linkCommand,
      helpCommandFor(() => GROUPS),
    ],
  },
];

/** Every command. A test compares this list with docs/commands.md. */
export const COMMANDS: readonly Command[] = GROUPS.flatMap((group) => group.commands);
